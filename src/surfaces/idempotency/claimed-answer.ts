import type { ServerResponse } from 'node:http';
import type { Clock } from '../../common/clock.js';
import { addLogFields } from '../../common/http/log-fields.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import type { KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import type { ReplaySource } from '../../governance/ledger/replayed-call.js';
import { listenToCallEnd } from '../call-end-listener.js';
import { recordAnswer } from './answer-recorder.js';
import { LEASE_MS, type AnswerStore, type Claim } from './answer-store.js';
import { keptHeaders } from './kept-headers.js';

/** Tells a caller that the answer is not kept: the next request with this key is made anew. */
export const NOT_KEPT_HEADER = 'x-tollgate-idempotency';

export interface ClaimedAnswerOptions {
  readonly claim: Claim;
  readonly store: AnswerStore;
  readonly clock: Clock;
  /** A larger answer is not kept. */
  readonly maxBytes: number;
  readonly tally: Pick<KeptAnswersTally, 'count'>;
  /** Told of what the store could not do: the caller has its answer all the same. */
  readonly onLost: (error: unknown) => void;
}

/**
 * The answer to the first request with a key, until it is kept or given up. A good one is kept, be it whole or a stream
 * that came to its end; failures, refusals and what the caller left are not: the next one is made anew.
 */
export class ClaimedAnswer {
  private report: CallReport | null = null;
  private isOver = false;
  private stopRenewing = () => undefined as void;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: ClaimedAnswerOptions,
  ) {}

  /** To be called before the call is made. */
  begin(): void {
    const { options, response } = this;
    listenToCallEnd(response, (report) => void (this.report = report));
    recordAnswer(response, options.maxBytes, (body) => this.end(body));
    response.once('close', () => void this.end(null));
    this.renewLater();
    if (response.destroyed) void this.end(null);
  }

  private async end(body: Buffer | null): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.stopRenewing();
    try {
      await this.keepOrRelease(body);
    } catch (error) {
      this.options.onLost(error);
    }
  }

  private async keepOrRelease(body: Buffer | null): Promise<void> {
    const { report, response } = this;
    const { claim, clock, store, tally } = this.options;
    const { statusCode: status } = response;
    const isGood = status >= 200 && status < 300 && report?.outcome === 'finished';
    if (!isGood || body === null) {
      if (isGood) this.tellNotKept();
      return store.release(claim);
    }
    const headers = keptHeaders(response.getHeaders());
    await store.keep(claim, { status, headers, body, source: sourceOf(report) }, clock.nowMs());
    tally.count('kept');
  }

  private tellNotKept(): void {
    const { options, response } = this;
    options.tally.count('too_large');
    addLogFields(response, { idempotency: 'too large' });
    if (!response.headersSent) response.setHeader(NOT_KEPT_HEADER, 'not-kept');
  }

  private renewLater(): void {
    const { claim, clock, store, onLost } = this.options;
    this.stopRenewing = clock.setTimer(LEASE_MS / 3, () => {
      store.renew(claim, clock.nowMs()).catch(onLost);
      this.renewLater();
    });
  }
}

function sourceOf(report: CallReport): ReplaySource {
  const { attempts, finishReason, isStream, model, operation, providerId, providerModel, routeId } = report;
  return {
    route: routeId,
    provider: providerId,
    modelAsked: model,
    modelSent: attempts.at(-1)?.providerModel ?? null,
    modelAnswered: providerModel,
    operation,
    isStream,
    finishReason,
    wishes: report.origin?.wishes,
  };
}
