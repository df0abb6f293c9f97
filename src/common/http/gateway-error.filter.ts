import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ErrorRenderers } from './error-renderer.js';
import { sendError } from './send-error.js';

/** Renders whatever no surface rendered itself: unknown routes, refused bodies, refused callers. */
@Catch()
export class GatewayErrorFilter implements ExceptionFilter {
  constructor(private readonly rendererOf: ErrorRenderers) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    sendError(error, request, http.getResponse<Response>(), this.rendererOf(request.path, request.headers));
  }
}
