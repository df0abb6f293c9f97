import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sendError } from '../../common/http/send-error.js';
import { GEMINI_ERRORS } from './gemini-errors.js';

/** Renders what is thrown in Gemini's routes. Part of the module, so that it does so in a host application too. */
@Catch()
export class GeminiErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<Request>(), http.getResponse<Response>(), GEMINI_ERRORS);
  }
}
