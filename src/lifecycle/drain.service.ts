import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Clock } from '../common/clock.js';
import { Crowd } from '../common/crowd.js';
import { GatewayError } from '../common/errors.js';
import { abortRequest } from '../common/http/request-abort.js';

/** What operators look at, up to the end. */
function isProbe(path: string): boolean {
  return path.startsWith('/health/') || path === '/metrics';
}

/** Tells the caller to send nothing more on this connection. Where the head is out already, the next answer does. */
function leaveConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

/**
 * The gateway's way out: once draining, every answer closes its connection, new requests are refused with 503, running
 * ones finish, and what still runs at the end of the time is ended with an error.
 */
@Injectable()
export class DrainService {
  private readonly running = new Crowd<ServerResponse>();
  private draining = false;
  private notifyIdle: (() => void) | null = null;

  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts requests. Health checks and metrics are neither counted nor refused. */
  middleware(): RequestHandler {
    return (request, response, next) => {
      if (this.draining) leaveConnection(response);
      if (isProbe(request.path)) {
        next();
        return;
      }
      if (this.draining) {
        next(new GatewayError('gateway.draining', 'The gateway is shutting down; send this request again.'));
        return;
      }
      this.enter(response);
      response.once('close', () => this.leave(response));
      next();
    };
  }

  /** A request runs from now on; `leave` says until when. */
  enter(response: ServerResponse): void {
    this.running.add(response);
  }

  leave(response: ServerResponse): void {
    this.running.delete(response);
    if (this.running.size === 0) this.notifyIdle?.();
  }

  /** Resolves when nothing runs any more. What runs longer than `timeoutMs` is aborted, then waited for. */
  async drain(timeoutMs: number, clock: Clock): Promise<void> {
    this.draining = true;
    for (const response of this.running) leaveConnection(response);
    if (this.running.size === 0) return;
    const idle = new Promise<void>((resolve) => (this.notifyIdle = resolve));
    const cancelTimer = clock.setTimer(timeoutMs, () => this.abortAll());
    await idle;
    cancelTimer();
  }

  private abortAll(): void {
    const reason = new GatewayError(
      'gateway.draining',
      'The gateway shut down before the answer was complete.',
    );
    for (const response of this.running) abortRequest(response, reason);
  }
}
