import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sendError } from '../../common/http/send-error.js';
import { AGENT_STATUS, type AgentStatus } from './agent-status.js';

/** Renders what is thrown in the agent routes. Part of the module, so that it does so in a host application too. */
@Catch()
export class AgentErrorFilter implements ExceptionFilter {
  constructor(@Inject(AGENT_STATUS) private readonly statusOf: AgentStatus) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<Request>(), http.getResponse<Response>(), this.statusOf);
  }
}
