import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ErrorRenderer } from '../../common/http/error-renderer.js';
import { sendError } from '../../common/http/send-error.js';
import { AGENT_ERRORS } from './agent-errors.js';
import { AGENT_STATUS, type AgentStatus } from './agent-status.js';

/** Renders what is thrown in the agent routes. Part of the module, so that it does so in a host application too. */
@Catch()
export class AgentErrorFilter implements ExceptionFilter {
  private readonly renderer: ErrorRenderer;

  constructor(@Inject(AGENT_STATUS) statusOf: AgentStatus) {
    this.renderer = { ...AGENT_ERRORS, statusOf };
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(error, http.getRequest<Request>(), http.getResponse<Response>(), this.renderer);
  }
}
