import type { Clock } from '../common/clock.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import type { CompletionUsage, ModelRequest, StreamPart } from '../port/canonical.js';
import { costOfAnswer } from './answer-cost.js';
import { CallDeadline } from './call-deadline.js';
import type { CallAffinity } from './call-affinity.js';
import { CallHistory } from './call-history.js';
import { abortError, withReplacement } from './call-ends.js';
import type { CallContext } from './call-context.js';
import type { CallPermit } from './call-permit.js';
import type { CallObservers } from './call-observers.js';
import { toCallReport, type CallEnd } from './call-report.js';
import type { CallTarget, CompletionCall, CompletionLimits } from './completion-call.js';
import type { AnswerCost, AnsweringCall } from './completion-outcome.js';
import type { CompletionWarning } from './completion-warning.js';
import { CallKeys } from '../policies/key-pool/call-keys.js';
import type { KeyPool } from '../policies/key-pool/key-pool.js';
import { OnlyKey } from '../policies/key-pool/only-key.js';
import type { LimitHeaders, LlmProvider } from '../port/llm-provider.js';
import type { Operation, SeenWhole } from './operations.js';
import type { BegunAttempt } from './relay/begun-attempt.js';
import { LiveAttempt, type AttemptPlan } from './live-attempt.js';
import { PermittedCall } from './permitted-call.js';
import type { SeenAnswer } from './seen-answer.js';
import type { ReadCall } from './transcripts/transcript-readers.js';

interface GoodEnd {
  readonly providerModel: string;
  readonly finishReason: string | null;
  readonly usage: CompletionUsage | null;
}

/** What is asked, and what holds for it. */
export interface CallRunOptions {
  readonly operation: Operation<unknown>;
  readonly isStream: boolean;
  readonly clock: Clock;
  readonly limits: CompletionLimits;
  readonly observers: CallObservers;
  /** `null` = the call keeps to no target and no key. */
  readonly affinity: CallAffinity | null;
  /** `null` = nobody reads what is asked and answered. */
  readonly read: ReadCall | null;
}

/** One call on its way: its deadline, its attempts, and its end, of which there is exactly one report. */
export class CallRun {
  readonly permitted: PermittedCall;
  history: CallHistory;
  private readonly deadline: CallDeadline;
  private live: LiveAttempt | null = null;
  private hasEnded = false;
  private endedMeanwhile: GatewayError | null = null;
  private closeAnswer: (() => void) | null = null;
  private limitHeaders: LimitHeaders = {};
  /** Warnings of the target that was asked last. */
  private told: readonly CompletionWarning[] = [];
  private underWay: BegunAttempt | null;
  /** `null` = the call keeps to no target and no key. */
  private conversation: CallAffinity | null;
  /** When it began, in milliseconds since the Unix epoch. */
  readonly atMs: number;

  constructor(
    call: CompletionCall<ModelRequest>,
    private readonly context: CallContext,
    private readonly options: CallRunOptions,
  ) {
    const { clock, limits } = options;
    this.atMs = clock.nowMs();
    this.conversation = options.affinity;
    this.underWay = context.begun ?? null;
    this.permitted = new PermittedCall(call, context.begun?.takePermit() ?? null);
    this.history = new CallHistory(call);
    const toError = (timeoutMs: number, callers: GatewayError | null) => {
      const error = callers ?? this.tooLate(timeoutMs);
      return this.live?.outOfTime(error) ?? error;
    };
    this.deadline = new CallDeadline(call, context, { clock, limits, toError });
  }

  get operation(): Operation<unknown> {
    return this.options.operation;
  }

  get isStream(): boolean {
    return this.options.isStream;
  }

  /** `null` = callers are not told apart. */
  get callerId(): string | null {
    return this.context.callerId ?? null;
  }

  /** What is known of the answer that has begun. */
  get begun(): Pick<AnsweringCall, 'attempts' | 'upstreamMs' | 'limitHeaders' | 'affinity' | 'roomHeaders'> {
    const { affinity, limitHeaders, attemptCount: attempts } = this;
    const { roomHeaders } = this.permitted;
    const ended = this.history.attempts.reduce((sum, { upstreamMs }) => sum + upstreamMs, 0);
    const upstreamMs = ended + (this.live?.elapsedMs() ?? 0);
    return { affinity, attempts, limitHeaders, upstreamMs, ...(roomHeaders && { roomHeaders }) };
  }

  /** What became of the call's conversation with the attempt that answers. */
  private get affinity(): AnsweringCall['affinity'] {
    const { conversation } = this;
    const { terms } = this.live ?? {};
    return (
      (terms ? conversation?.answeredBy(terms.target, terms.lease.apiKey) : conversation?.result) ?? null
    );
  }

  /** The keys of a provider as this call takes them for a model. */
  keysOf(provider: LlmProvider, pool: KeyPool, model: string): CallKeys {
    const { apiKey } = this.permitted.call;
    if (apiKey) return new OnlyKey(pool, model, apiKey);
    return new CallKeys(pool, model, this.conversation?.keysOf(provider) ?? null);
  }

  get attemptCount(): number {
    return this.history.attempts.length + (this.live ? 1 : 0);
  }

  /** For attempts at providers without a total time of their own; `null` = the call's own deadline is no longer. */
  get commonTotalMs(): number | null {
    return this.deadline.commonTotalMs;
  }

  /** Until the deadline. */
  get remainingMs(): number {
    return this.deadline.remainingMs;
  }

  get hasBeenAborted(): boolean {
    return this.deadline.signal.aborted;
  }

  /** The attempt that is under way as the call comes here, once; `null` = none is. */
  takeBegun(): BegunAttempt | null {
    const begun = this.underWay;
    this.underWay = null;
    return begun?.take() ?? null;
  }

  /** It was let in, or another in its place. */
  enter(permit: CallPermit | null): void {
    if (!this.permitted.enter(permit)) return;
    this.history = new CallHistory(this.permitted.call);
    this.conversation = null;
  }

  get isUnderWay(): boolean {
    return this.underWay !== null;
  }

  /** The request goes out to a provider. */
  begin(terms: AttemptPlan): LiveAttempt {
    const { requestId, meterAnswer } = this.context;
    const { clock, limits } = this.options;
    const { readerPatienceMs } = limits;
    const { atMs, deadline } = this;
    const { signal } = deadline;
    this.limitHeaders = terms.begun?.limitHeaders ?? {};
    this.told = terms.warnings;
    const noteLimits = (headers: LimitHeaders) => void (this.limitHeaders = headers);
    const meter = this.permitted.isMetered ? (seen: SeenAnswer) => this.meter(seen, terms) : undefined;
    const transcript = this.options.read?.transcript;
    transcript?.asks(terms);
    const common = { requestId, meterAnswer, noteLimits, meter, transcript, signal, readerPatienceMs, atMs };
    this.live = new LiveAttempt({ ...terms, ...common }, clock);
    const { attempt } = this.live;
    attempt.signal.addEventListener('abort', () => this.endWithoutReader(attempt.signal.reason), {
      once: true,
    });
    const came = terms.begun?.answer?.seen;
    if (came) meter?.(came);
    return this.live;
  }

  /** A stream that costs more than there is room for ends there. */
  private meter(seen: SeenAnswer, { target: { provider }, request }: AttemptPlan): void {
    const over = this.permitted.meter({ provider, request, seen, atMs: this.atMs });
    const cut = (error: GatewayError | null) => {
      if (error !== null && !this.hasEnded) this.deadline.abort(error);
    };
    if (over instanceof Promise) void over.then(cut);
    else if (over) cut(over);
  }

  /** The attempt is over, and the call may go on with another. */
  attemptFailed(thrown: unknown): GatewayError {
    const report = this.live?.failed(thrown);
    if (!report)
      return this.hasBeenAborted ? abortError(this.deadline.signal.reason) : toGatewayError(thrown);
    this.history.attempts.push(report);
    this.live = null;
    return report.error;
  }

  /** @throws GatewayError when the call ends before the wait. */
  wait(delayMs: number): Promise<void> {
    return this.deadline.wait(delayMs);
  }

  /**
   * The answer has begun, and it is the reader's turn to ask for it.
   * @param closeAnswer is called when the call ends while the reader has what came: he may never ask again.
   * @throws GatewayError what ended the call in this moment.
   */
  handOver(closeAnswer: () => void): void {
    this.closeAnswer = closeAnswer;
    this.handedOver();
    const signal = this.live?.attempt.signal;
    if (signal?.aborted) this.endWithoutReader(signal.reason);
    this.throwIfEnded();
  }

  /** What has come is with the reader. */
  handedOver(): void {
    this.live?.handedOver();
  }

  /** @throws GatewayError what ended the call while its reader had the last part. */
  throwIfEnded(): void {
    if (this.endedMeanwhile) throw this.endedMeanwhile;
  }

  /**
   * From now on a part is waited for.
   * @throws GatewayError what ended the call while its reader had the last one, or with it.
   */
  awaitsPart(): void {
    this.throwIfEnded();
    if (this.hasBeenAborted) throw abortError(this.deadline.signal.reason);
    this.live?.awaitsPart();
  }

  sawPart(part: StreamPart): void {
    if (!this.live) return;
    const gapMs = this.live.sawPart(part);
    if (gapMs === null) return;
    const { provider, model } = this.live.terms.target;
    this.options.observers.partGap(provider.definition.id, model, gapMs, this.operation.name);
  }

  /** @param seen what the report reads of it. */
  sawWhole(seen: SeenWhole, answer: unknown): void {
    this.options.read?.transcript.sawWhole(answer);
    this.live?.sawWhole(seen);
  }

  /** @returns what the answer cost by itself: the report has the cost of all attempts. */
  finished({ usage, ...end }: GoodEnd): AnswerCost {
    const live = this.live;
    const cost = costOfAnswer(
      this.target.provider,
      end.providerModel,
      usage,
      this.atMs,
      live?.terms.request.model,
    );
    if (live) this.history.attempts.push(live.succeeded());
    const { characters = 0, responseId = null } = live ?? {};
    this.report({ ...end, responseId, characters, error: null, isRetryRefused: false });
    return cost;
  }

  /** Reports whatever was thrown; returns the error to throw on. */
  failed(thrown: unknown): GatewayError {
    const live = this.live;
    const failure = live ? this.attemptFailed(thrown) : toGatewayError(thrown);
    const error = this.hasBeenAborted
      ? abortError(this.deadline.signal.reason)
      : withReplacement(failure, this.permitted.call, this.history.attempts.at(-1));
    this.report({
      error,
      providerModel:
        this.history.attempts.at(-1)?.providerModel ?? this.history.refusedBy(error, this.target).model,
      responseId: live?.responseId ?? null,
      finishReason: null,
      characters: live?.characters ?? 0,
      isRetryRefused: this.history.isRetryRefused(error),
    });
    return error;
  }

  /** The reader leaves while a part is on its way: what is waited for ends now. */
  left(): void {
    if (!this.hasEnded) this.deadline.abort(abortError(undefined));
  }

  /** Must be called last. A call that has not ended until then was left by its caller. */
  release(): void {
    this.deadline.release();
    if (!this.hasEnded) this.failed(abortError(undefined));
  }

  /** A reader who pauses keeps neither the provider's room nor the report of a call that is over. */
  private endWithoutReader(reason: unknown): void {
    if (!this.live?.isWithReader) return;
    this.endedMeanwhile = this.failed(reason);
    this.deadline.release();
    this.closeAnswer?.();
  }

  private report(end: CallEnd): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.live = null;
    this.underWay?.discard();
    const { attempts, fallbacks, refusedAdditions } = this.history;
    const last = attempts.at(-1);
    const asked = last
      ? { providerId: last.providerId, model: last.model }
      : this.history.refusedBy(end.error, this.target);
    const told = this.permitted.warningsBehind(this.told);
    const ended = {
      operation: this.operation.name,
      isStream: this.isStream,
      attempts,
      fallbacks,
      refusedAdditions,
      // what the surface's own words could not be told in is in the row, too
      warnings: this.operation.warningsBehind?.(told) ?? told,
      limitHeaders: this.limitHeaders,
      roomHeaders: this.permitted.roomHeaders,
      affinity: this.conversation?.result ?? null,
      waitedMs: this.deadline.waitedMs,
      asked,
      startedAtMs: Math.min(this.atMs, attempts[0]?.startedAtMs ?? this.atMs),
    };
    const report = toCallReport(end, ended, this.permitted.call, this.context);
    this.permitted.settle(report);
    this.options.observers.ended(report, this.context.onEnded);
    this.options.read?.ended(report, this.permitted.callId);
  }

  /** Who is asked now, or would be next. */
  private get target(): CallTarget {
    return this.live?.terms.target ?? this.history.nextTarget;
  }

  private tooLate(timeoutMs: number): GatewayError {
    const { displayName } = this.target.provider.definition;
    const message = `${displayName} API error: no complete answer within ${timeoutMs} ms (UPSTREAM_TOTAL_TIMEOUT_MS).`;
    return new GatewayError('provider.timed_out', message, { mayBeBilled: true });
  }
}
