import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sendError } from '../../common/http/send-error.js';
import { ANTHROPIC_ERRORS } from './anthropic-errors.js';

/** Renders what is thrown in Anthropic's routes. Part of the module, so that it does so in a host application too. */
@Catch()
export class AnthropicErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<Request>(), http.getResponse<Response>(), ANTHROPIC_ERRORS);
  }
}
