import type { Clock } from '../common/clock.js';
import { DeadlineSignal } from '../common/deadline.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import { waitUnlessAborted } from '../common/interruptible-wait.js';
import type { CompletionUsage, StreamPart } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { costOfAnswer, UNKNOWN_COST } from './answer-cost.js';
import { callersTooLate, outcomeOf, withReplacement } from './call-ends.js';
import type { CallContext } from './call-context.js';
import type { CallTarget, CompletionCall, CompletionLimits } from './completion-call.js';
import type {
  AnswerCost,
  AttemptReport,
  CallObserver,
  CallReport,
  FallbackReport,
} from './completion-outcome.js';
import { abortError, LiveAttempt, type AttemptTerms } from './live-attempt.js';

interface GoodEnd {
  readonly providerModel: string;
  readonly finishReason: string | null;
  readonly usage: CompletionUsage | null;
}

export interface CallRunOptions {
  readonly isStream: boolean;
  readonly clock: Clock;
  readonly limits: CompletionLimits;
  readonly observers: readonly CallObserver[];
}

/** One call on its way: its deadline, its attempts, and its end, of which there is exactly one report. */
export class CallRun {
  private readonly deadline: DeadlineSignal;
  private readonly endsAtMs: number;
  private readonly attempts: AttemptReport[] = [];
  private readonly fallbacks: FallbackReport[] = [];
  private live: LiveAttempt | null = null;
  private readonly askedProviders = new Set<string>();
  private waitedMs = 0;
  private hasEnded = false;
  private endedMeanwhile: GatewayError | null = null;
  private readonly refusedRetries = new WeakSet<GatewayError>();
  /** For attempts at providers without a total time of their own; `null` = the call's own deadline is no longer. */
  readonly commonTotalMs: number | null;
  /** When it began, in milliseconds since the Unix epoch. */
  readonly atMs: number;

  constructor(
    private readonly call: CompletionCall,
    private readonly context: CallContext,
    private readonly options: CallRunOptions,
  ) {
    const { clock, limits } = options;
    const callerMs = context.timeoutMs ?? null;
    const leftMs = callerMs === null ? Infinity : Math.max(0, callerMs - (context.spentMs ?? 0));
    const totalMs = Math.max(limits.totalTimeoutMs, ...ownTotalsMs(call));
    const timeoutMs = Math.min(totalMs, leftMs);
    this.commonTotalMs = totalMs > limits.totalTimeoutMs ? limits.totalTimeoutMs : null;
    this.atMs = clock.nowMs();
    this.endsAtMs = clock.monotonicMs() + timeoutMs;
    const toError = () => {
      const isCallers = callerMs !== null && timeoutMs === leftMs;
      const error = isCallers ? callersTooLate(callerMs) : this.tooLate(timeoutMs);
      return this.live?.outOfTime(error) ?? error;
    };
    this.deadline = new DeadlineSignal(context.signal, clock);
    this.deadline.within(timeoutMs, toError);
  }

  get isStream(): boolean {
    return this.options.isStream;
  }

  get attemptCount(): number {
    return this.attempts.length + (this.live ? 1 : 0);
  }

  /** True once for each provider. */
  isFirstRequestTo({ definition: { id } }: LlmProvider): boolean {
    const isFirst = !this.askedProviders.has(id);
    this.askedProviders.add(id);
    return isFirst;
  }

  /** Until the deadline. */
  get remainingMs(): number {
    return this.endsAtMs - this.options.clock.monotonicMs();
  }

  get hasBeenAborted(): boolean {
    return this.deadline.signal.aborted;
  }

  /** The request goes out to a provider. */
  begin(terms: Omit<AttemptTerms, 'signal' | 'requestId'>): LiveAttempt {
    const { requestId } = this.context;
    this.live = new LiveAttempt({ ...terms, requestId, signal: this.deadline.signal }, this.options.clock);
    const { signal } = this.live.attempt;
    signal.addEventListener('abort', () => this.endWithoutReader(signal.reason), { once: true });
    return this.live;
  }

  /** The attempt is over, and the call may go on with another. */
  attemptFailed(thrown: unknown): GatewayError {
    const report = this.live?.failed(thrown);
    if (!report)
      return this.hasBeenAborted ? abortError(this.deadline.signal.reason) : toGatewayError(thrown);
    this.attempts.push(report);
    this.live = null;
    return report.error;
  }

  /** What failed would have been worth another try, and is not tried again: nobody else should, either. */
  refuseRetry(failed: GatewayError): void {
    this.refusedRetries.add(failed);
  }

  /** The call goes on with its next target. */
  fellBack({ provider, model }: CallTarget, error: GatewayError): void {
    this.fallbacks.push({ providerId: provider.definition.id, model, error });
  }

  /** @throws GatewayError when the call ends before the wait. */
  async wait(delayMs: number): Promise<void> {
    const sinceMs = this.options.clock.monotonicMs();
    try {
      await waitUnlessAborted(this.options.clock, delayMs, this.deadline.signal);
    } finally {
      this.waitedMs += this.options.clock.monotonicMs() - sinceMs;
    }
  }

  /**
   * From now on a part is waited for.
   * @throws GatewayError what ended the call while its reader had the last one.
   */
  awaitsPart(): void {
    if (this.endedMeanwhile) throw this.endedMeanwhile;
    this.live?.awaitsPart();
  }

  sawPart(part: StreamPart): void {
    if (!this.live) return;
    const gapMs = this.live.sawPart(part);
    if (gapMs === null) return;
    const { provider, model } = this.live.terms.target;
    for (const observer of this.options.observers) observer.partGap(provider.definition.id, model, gapMs);
  }

  sawAnswer(): void {
    this.live?.sawAnswer();
  }

  finished(end: GoodEnd): AnswerCost {
    const live = this.live;
    const cost = costOfAnswer(this.target.provider, end.providerModel, end.usage, this.atMs);
    if (live) this.attempts.push(live.succeeded());
    this.report({ ...end, cost, outcome: 'finished', error: null });
    return cost;
  }

  /** Reports whatever was thrown; returns the error to throw on. */
  failed(thrown: unknown): GatewayError {
    const live = this.live;
    const failure = live ? this.attemptFailed(thrown) : toGatewayError(thrown);
    const error = this.hasBeenAborted
      ? abortError(this.deadline.signal.reason)
      : withReplacement(failure, this.call, this.attempts.at(-1));
    const providerModel = this.attempts.at(-1)?.providerModel ?? this.refusedBy(error).model;
    const usage = live?.usage ?? null;
    const end = { providerModel, finishReason: null, usage, cost: UNKNOWN_COST };
    this.report({ ...end, outcome: outcomeOf(error), error }, live);
    return error;
  }

  /** A reader who pauses keeps neither the provider's room nor the report of a call that is over. */
  private endWithoutReader(reason: unknown): void {
    if (this.live?.isWithReader) this.endedMeanwhile = this.failed(reason);
  }

  /** Must be called last. A call that has not ended until then was left by its caller. */
  release(): void {
    this.deadline.release();
    if (!this.hasEnded) this.failed(abortError(undefined));
  }

  private report(
    end: GoodEnd & Pick<CallReport, 'outcome' | 'error' | 'cost'>,
    live: LiveAttempt | null = this.live,
  ): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.live = null;
    const last = this.attempts.at(-1);
    const { providerId, model: targetModel } = last ?? this.refusedBy(end.error);
    const report: CallReport = {
      ...end,
      requestId: this.context.requestId,
      routeId: this.call.routeId,
      providerId,
      targetModel,
      model: this.call.request.model,
      isStream: this.isStream,
      characters: live?.characters ?? 0,
      attempts: [...this.attempts],
      isRetryRefused: end.error !== null && this.refusedRetries.has(end.error),
      fallbacks: [...this.fallbacks],
      waitedMs: this.waitedMs,
      upstreamMs: last ? this.attempts.reduce((sum, { upstreamMs }) => sum + upstreamMs, 0) : null,
      firstPartMs: last?.firstPartMs ?? null,
      firstTokenMs: last?.firstTokenMs ?? null,
    };
    for (const observer of this.options.observers) observer.ended(report);
    this.context.onEnded?.(report);
  }

  /** Who is asked now, or would be next: each fallback left one target behind. */
  private get target(): CallTarget {
    const { targets } = this.call;
    return this.live?.terms.target ?? targets[this.fallbacks.length] ?? targets[0];
  }

  /** Nobody was asked: by whom the call was refused, or who would have been asked. */
  private refusedBy(error: GatewayError | null): Pick<FallbackReport, 'providerId' | 'model'> {
    const { provider, model } = this.target;
    const left = this.fallbacks.find((fallback) => fallback.error === error);
    return left ?? { providerId: provider.definition.id, model };
  }

  private tooLate(timeoutMs: number): GatewayError {
    const { displayName } = this.target.provider.definition;
    const message = `${displayName} API error: no complete answer within ${timeoutMs} ms (UPSTREAM_TOTAL_TIMEOUT_MS).`;
    return new GatewayError('provider.timed_out', message, { mayBeBilled: true });
  }
}

/** Total times that the operator set for the call's providers and their models. */
function ownTotalsMs({ targets }: CompletionCall): number[] {
  return targets.flatMap(({ provider: { settings } }) =>
    [settings.timeouts, ...(settings.modelTimeouts ?? [])].flatMap((own) => own?.totalMs ?? []),
  );
}
