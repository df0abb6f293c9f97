import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { of, type Observable } from 'rxjs';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { callerIdOf } from '../../common/http/caller.js';
import { KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import { SERVER_SETTINGS, type ServerSettings } from '../../config/settings.js';
import { wantsExplanation } from '../explanation-json.js';
import { ANSWER_STORE, type AnswerStore, type Claim, type ClaimOutcome } from './answer-store.js';
import { ClaimedAnswer } from './claimed-answer.js';
import { fingerprintOf, idempotencyKeyOf, keptUnder } from './idempotency-key.js';
import { Replays } from './replays.js';

/**
 * Answers a request with an `Idempotency-Key` once: the same one again gets the same answer, and no provider is asked.
 * Behind the guard, which says who calls: a key is its caller's own.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');
  private readonly maxBytes: number;

  constructor(
    @Inject(ANSWER_STORE) private readonly store: AnswerStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly replays: Replays,
    private readonly tally: KeptAnswersTally,
    @Inject(SERVER_SETTINGS) { IDEMPOTENCY_MAX_ANSWER_BYTES }: ServerSettings,
  ) {
    this.maxBytes = IDEMPOTENCY_MAX_ANSWER_BYTES;
  }

  /** @throws GatewayError `request.in_progress`, `request.idempotency_mismatch`, `request.invalid`, and as `Replays` does */
  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    // what is explained is not done: there is nothing to keep, and an answer that is kept explains nothing
    const sent = this.maxBytes > 0 ? idempotencyKeyOf(request) : null;
    const key = wantsExplanation(request) ? null : sent;
    return key === null ? next.handle() : this.once(key, request, http.getResponse<Response>(), next);
  }

  private async once(
    key: string,
    request: Request,
    response: Response,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const { clock, maxBytes, store } = this;
    const id = keptUnder(callerIdOf(request), key);
    const claim: Claim = { id, token: randomUUID(), fingerprint: fingerprintOf(request) };
    const known = await this.claimed(claim);
    if (known === 'running') {
      this.tally.count('in_progress');
      throw inProgress();
    }
    if (known === 'other') {
      this.tally.count('mismatch');
      throw mismatch();
    }
    if (known !== 'first') {
      await this.replays.send(known, request, response);
      this.tally.count('replayed');
      return of(undefined);
    }
    const onLost = (error: unknown) => this.tellLost(error);
    new ClaimedAnswer(response, { claim, store, clock, maxBytes, tally: this.tally, onLost }).begin();
    return next.handle();
  }

  private async claimed(claim: Claim): Promise<ClaimOutcome> {
    try {
      return await this.store.claim(claim, this.clock.nowMs());
    } catch (cause) {
      const message =
        'The gateway cannot look up whether this Idempotency-Key was used before; try again later.';
      throw new GatewayError('gateway.store_away', message, { cause, retryAfterMs: 1_000 });
    }
  }

  /** The error's message may quote what could not be written. */
  private tellLost(error: unknown): void {
    const name = error instanceof Error ? error.name : typeof error;
    this.logger.error(`The answer to a request with an Idempotency-Key was not kept: ${name}`);
  }
}

function inProgress(): GatewayError {
  const message =
    'A request with this Idempotency-Key is under way; send it again later to get the answer of that one.';
  return new GatewayError('request.in_progress', message, { retryAfterMs: 1_000 });
}

function mismatch(): GatewayError {
  const message =
    'This Idempotency-Key came with another request within the last 24 hours; take a new key for a new request.';
  return new GatewayError('request.idempotency_mismatch', message, { param: 'idempotency-key' });
}
