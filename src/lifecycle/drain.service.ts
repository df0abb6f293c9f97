import { Injectable } from '@nestjs/common';
import type { RequestHandler, Response } from 'express';
import type { Clock } from '../common/clock.js';
import { GatewayError } from '../common/errors.js';
import { abortRequest } from '../common/http/request-abort.js';

/**
 * The gateway's way out: once draining, new requests are refused with 503 and a closing connection, running ones
 * finish, and what still runs at the end of the time is ended with an error.
 */
@Injectable()
export class DrainService {
  private readonly running = new Set<Response>();
  private draining = false;
  private notifyIdle: (() => void) | null = null;

  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts requests. Health checks are neither counted nor refused. */
  middleware(): RequestHandler {
    return (request, response, next) => {
      if (request.path.startsWith('/health/')) {
        next();
        return;
      }
      if (this.draining) {
        response.setHeader('connection', 'close');
        next(new GatewayError('gateway.draining', 'The gateway is shutting down; send this request again.'));
        return;
      }
      this.running.add(response);
      response.once('close', () => this.leave(response));
      next();
    };
  }

  /** Resolves when nothing runs any more. What runs longer than `timeoutMs` is aborted, then waited for. */
  async drain(timeoutMs: number, clock: Clock): Promise<void> {
    this.draining = true;
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

  private leave(response: Response): void {
    this.running.delete(response);
    if (this.running.size === 0) this.notifyIdle?.();
  }
}
