import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sendError } from '../../common/http/send-error.js';
import { OPENAI_ERRORS } from './openai-errors.js';

/** Renders what is thrown in the routes under `/v1`. Part of the module, so that it does so in a host application too. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<Request>(), http.getResponse<Response>(), OPENAI_ERRORS);
  }
}
