import type { Clock } from '../common/clock.js';
import { DeadlineSignal } from '../common/deadline.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import type { CompletionUsage, StreamPart } from '../port/canonical.js';
import type { Attempt } from '../port/llm-provider.js';
import { isProviderFault } from '../policies/circuit-breaker/provider-fault.js';
import { GapWatch } from '../policies/deadlines/gap-watch.js';
import type { KeyPool } from '../policies/key-pool/key-pool.js';
import type { CallTarget } from './completion-call.js';
import type { AttemptReport } from './completion-outcome.js';
import { giveBack, type Lease } from './provider-health.js';
import { WordTimes } from './word-times.js';

/** Times from the request to the provider, in milliseconds; `null` = no limit of its own. */
export interface AttemptTimeouts {
  /** To the first part of a stream, or the whole of an answer that comes at once, while there is somebody else to ask. */
  readonly shareMs: number | null;
  /** To the first word, thought or tool call of a stream. */
  readonly firstTokenMs: number | null;
  /** Between two of them. */
  readonly gapMs: number | null;
  /** To the end of the answer. */
  readonly totalMs: number | null;
}

export interface AttemptTerms {
  readonly target: CallTarget;
  /** As the provider is asked for it. */
  readonly providerModel: string;
  readonly lease: Lease;
  readonly pool: KeyPool;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts with the call. */
  readonly signal: AbortSignal;
  readonly timeouts: AttemptTimeouts;
}

/** One try at one provider, from the request to the end of its answer: its deadline, and what it leaves behind. */
export class LiveAttempt {
  readonly attempt: Attempt;
  private readonly deadline: DeadlineSignal;
  private readonly keepShare: () => void;
  private readonly keepFirstToken: () => void;
  private readonly gap: GapWatch | null;
  private readonly words: WordTimes;
  private hasSpoken = false;
  private isOver = false;
  private hadItsTime = true;
  /** What has come is with the caller, and nobody waits for the provider. */
  isWithReader = false;
  private readonly startedMs: number;
  private firstPartMs: number | null = null;
  private settled: AttemptReport | null = null;
  /** What had been reported so far, for providers that count as they go. */
  usage: CompletionUsage | null = null;
  characters = 0;

  constructor(
    readonly terms: AttemptTerms,
    private readonly clock: Clock,
  ) {
    const { signal, timeouts, requestId, lease, headers } = terms;
    this.startedMs = clock.monotonicMs();
    this.words = new WordTimes(clock);
    const { shareMs, firstTokenMs, gapMs, totalMs } = timeouts;
    this.deadline = new DeadlineSignal(signal, clock);
    this.deadline.within(totalMs, () => this.outOfTime(this.tooLate(`complete answer within ${totalMs} ms`)));
    this.keepFirstToken = this.deadline.within(firstTokenMs, () =>
      this.outOfTime(this.tooLate(`first word within ${firstTokenMs} ms (UPSTREAM_FIRST_TOKEN_TIMEOUT_MS)`)),
    );
    this.keepShare = this.deadline.within(shareMs, () => this.outOfShare());
    const onGap = () => this.deadline.abort(this.tooLate(`word for ${gapMs} ms (UPSTREAM_IDLE_TIMEOUT_MS)`));
    this.gap = gapMs === null ? null : new GapWatch(gapMs, clock, onGap);
    this.attempt = { signal: this.deadline.signal, requestId, apiKey: lease.apiKey, headers };
  }

  /** From now on the next part is waited for. */
  awaitsPart(): void {
    this.isWithReader = false;
    this.words.wait();
    if (this.hasSpoken && !this.isOver) this.gap?.wait();
  }

  /** @returns how long this word was waited for after the one before it; `null` = it is the first, or no word. */
  sawPart(part: StreamPart): number | null {
    this.isWithReader = true;
    if (this.firstPartMs === null) this.sawAnswer();
    if (part.type !== 'chunk') return null;
    const { usage, choices } = part.chunk;
    if (usage) this.usage = usage;
    let isWord = false;
    for (const { delta, finish_reason: finishReason } of choices) {
      this.characters += typeof delta?.content === 'string' ? delta.content.length : 0;
      isWord ||= hasContent(delta);
      // What is left is the count of tokens, and the adapter knows how long to wait for that.
      this.isOver ||= Boolean(finishReason);
    }
    if (isWord && !this.hasSpoken) this.keepFirstToken();
    this.hasSpoken ||= isWord;
    this.gap?.came({ isWord });
    return this.words.came({ isWord });
  }

  /** Something came: a model that was thought to be out of order is back, whatever becomes of this answer. */
  sawAnswer(): void {
    this.firstPartMs ??= this.elapsedMs();
    this.keepShare();
    const { lease, pool } = this.terms;
    if (lease.isProbe) lease.permit.succeeded();
    if (lease.apiKey) pool.answered(lease.apiKey);
  }

  succeeded(): AttemptReport {
    this.terms.lease.permit.succeeded();
    return this.settle('answered', null);
  }

  /** Breaker and key learn of it. */
  failed(thrown: unknown): AttemptReport & { readonly error: GatewayError } {
    const error = this.toError(thrown);
    const { lease, pool } = this.terms;
    if (isProviderFault(error) && this.hadItsTime) lease.permit.failed();
    if (lease.apiKey) pool.report(lease.apiKey, error, this.terms.providerModel);
    return { ...this.settle(error.code === 'client.gone' ? 'cancelled' : 'failed', error), error };
  }

  /** Whatever was thrown; an abort by its reason. */
  private toError(thrown: unknown): GatewayError {
    const { signal } = this.deadline;
    return signal.aborted ? abortError(signal.reason) : toGatewayError(thrown);
  }

  private settle(outcome: AttemptReport['outcome'], error: GatewayError | null): AttemptReport {
    if (this.settled) return this.settled;
    const { lease, target, providerModel } = this.terms;
    const { model } = target;
    this.deadline.release();
    this.gap?.stop();
    giveBack(lease);
    const { firstPartMs, firstTokenMs } = this;
    const providerId = target.provider.definition.id;
    const upstreamMs = this.elapsedMs();
    this.settled = {
      providerId,
      model,
      providerModel,
      outcome,
      error,
      upstreamMs,
      firstPartMs,
      firstTokenMs,
    };
    return this.settled;
  }

  private get firstTokenMs(): number | null {
    const { firstMs } = this.words;
    return this.firstPartMs === null || firstMs === null ? null : this.firstPartMs + firstMs;
  }

  private elapsedMs(): number {
    return this.clock.monotonicMs() - this.startedMs;
  }

  /** Says nothing against the provider where it was the caller who took the time. */
  outOfTime(error: GatewayError): GatewayError {
    if (this.isWithReader) this.hadItsTime = false;
    return error;
  }

  /** Says nothing against the provider: it was a caller's haste that left it so little time. */
  private outOfShare(): GatewayError {
    this.hadItsTime = false;
    const { shareMs } = this.terms.timeouts;
    return this.tooLate(`answer within ${shareMs} ms, and somebody else is to have the rest of the time`);
  }

  private tooLate(what: string): GatewayError {
    const message = `${this.terms.target.provider.definition.displayName} API error: no ${what}.`;
    return new GatewayError('provider.timed_out', message, { mayBeBilled: true });
  }
}

/** Whoever aborts without an error of ours is a caller who has lost interest. */
export function abortError(reason: unknown): GatewayError {
  if (reason instanceof GatewayError) return reason;
  return new GatewayError('client.gone', 'The caller left before the answer was complete.', {
    cause: reason,
  });
}

/** A word, a thought or a part of a tool call; not the opening that only says who speaks. */
function hasContent(delta: object | null | undefined): boolean {
  return Object.entries(delta ?? {}).some(([key, value]) => {
    if (key === 'role') return false;
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}
