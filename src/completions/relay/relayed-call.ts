import { atEndOfTurn } from '../../common/end-of-turn.js';
import type { ExchangeListener, RawHeaders, UpstreamExchange } from '../../common/http/upstream-exchange.js';
import type { Completion, CompletionRequest } from '../../port/canonical.js';
import type { ChatRelay } from '../../port/chat-relay.js';
import type { LimitHeaders } from '../../port/llm-provider.js';
import type { Clock } from '../../common/clock.js';
import { firstCause } from '../first-cause.js';
import { billOf } from '../attempt-bill.js';
import type { CallAffinity } from '../call-affinity.js';
import type { CallContext } from '../call-context.js';
import type { CallPermit } from '../call-permit.js';
import type { CallObservers } from '../call-observers.js';
import { toCallReport } from '../call-report.js';
import type { CompletionCall, CompletionLimits } from '../completion-call.js';
import type {
  AnswerCost,
  AnsweringCall,
  AttemptReport,
  CallCost,
  CallReport,
  CompletionResult,
} from '../completion-outcome.js';
import type { PreparedTarget } from '../prepare-target.js';
import type { Lease, ProviderHealth } from '../provider-health.js';
import { SeenAnswer } from '../seen-answer.js';
import type { ReadCall } from '../transcripts/transcript-readers.js';
import { BegunAttempt } from './begun-attempt.js';
import type { RelayTimes } from './relay-times.js';

/** Larger answers are read in turns, and counted as they come. */
const MAX_WHOLE_BYTES = 64 * 1024;

/** A whole answer that is like most, in the provider's own bytes. */
export interface RelayedResult extends CompletionResult {
  readonly bytes: Buffer;
}

/** What becomes of a relayed call; exactly one of the two, once. */
export interface RelayListener {
  answered(result: RelayedResult): void;
  /**
   * The answer is not like most, or did not come: the call goes on in the usual way.
   * @param begun left out = no provider was asked.
   */
  goOn(begun?: BegunAttempt): void;
}

/** What goes down with a relayed call; its end is the caller's to ask for, by `goOn`. */
export interface RelayContext extends Pick<
  CallContext,
  'requestId' | 'callerId' | 'session' | 'origin' | 'onEnded'
> {
  /** The request in JSON as its provider is to get it, where that is at hand; `null` = it has to be written. */
  readonly bodyFor?: ((request: CompletionRequest) => Buffer | null) | undefined;
  /** When the caller stops waiting, by the monotonic clock; left out or `null` = it did not say. */
  readonly callersEndMs?: number | null;
}

export interface RelayedCallOptions extends Pick<RelayContext, 'bodyFor'> {
  readonly call: CompletionCall;
  readonly context: RelayContext;
  readonly prepared: PreparedTarget;
  readonly relay: ChatRelay;
  readonly lease: Lease;
  /** `null` = the call keeps to no key. */
  readonly affinity: CallAffinity | null;
  readonly clock: Clock;
  readonly limits: CompletionLimits;
  readonly times: RelayTimes;
  readonly health: ProviderHealth;
  readonly observers: CallObservers;
  /** The call was let in by it; `null` = nothing holds for it. */
  readonly permit: CallPermit | null;
  /** Of a whole answer; `null` = nobody reads what is said. */
  readonly read: ReadCall | null;
}

/**
 * A call as most are: its first target, asked once, with a whole answer in which nothing has to be put right. It has
 * its bill and its report as every call has. As soon as anything is otherwise, the usual way takes over what has begun
 * here.
 */
export class RelayedCall implements ExchangeListener {
  private readonly exchange: UpstreamExchange;
  private readonly startedMs: number;
  private readonly atMs: number;
  private limitHeaders: LimitHeaders | null = null;
  private bytes = 0;
  private isOver = false;
  private readonly cancelTimer: () => void;

  constructor(
    private readonly options: RelayedCallOptions,
    private readonly listener: RelayListener,
  ) {
    const { clock, context, lease, prepared, relay, times } = options;
    this.startedMs = clock.monotonicMs();
    this.atMs = clock.nowMs();
    const attempt = { requestId: context.requestId, apiKey: lease.apiKey };
    const request = prepared.request as CompletionRequest;
    this.exchange = relay.begin(request, attempt, false, options.bodyFor?.(request));
    this.cancelTimer = clock.setTimer(Math.min(times.totalMs, times.shareMs), () => this.goOn());
    this.exchange.tell(this);
  }

  /** The usual way takes over, with whatever has come. */
  readonly goOn = (): void => {
    if (this.isOver) return;
    this.isOver = true;
    this.cancelTimer();
    const { exchange, limitHeaders, listener, options, startedMs } = this;
    const { lease, permit } = options;
    listener.goOn(new BegunAttempt(lease, exchange, startedMs, limitHeaders ?? {}, permit));
  };

  began(status: number, headers: RawHeaders): void {
    this.limitHeaders = this.options.relay.readHead(status, headers, false);
    if (this.limitHeaders === null) this.goOn();
  }

  came(piece: Buffer): boolean {
    this.bytes += piece.byteLength;
    if (this.bytes > Math.min(MAX_WHOLE_BYTES, this.exchange.harmlessBytes)) this.goOn();
    return true;
  }

  failed(): void {
    this.goOn();
  }

  ended(): void {
    if (this.isOver) return;
    const { prepared, relay } = this.options;
    const [first, ...others] = this.exchange.kept;
    const body = first && others.length === 0 ? first : Buffer.concat(this.exchange.kept);
    const completion = relay.readWhole(body, prepared.request as CompletionRequest);
    if (completion === null) this.goOn();
    else this.answered(completion, body);
  }

  private answered(completion: Completion, bytes: Buffer): void {
    this.isOver = true;
    this.cancelTimer();
    const { atMs, options } = this;
    const limitHeaders = this.limitHeaders ?? {};
    const upstreamMs = options.clock.monotonicMs() - this.startedMs;
    const seen = new SeenAnswer();
    seen.takeWhole(completion);
    options.read?.transcript.asks(options.prepared);
    options.read?.transcript.sawWhole(completion);
    const { model: providerModel } = completion;
    const ended = reportRelayed(options, {
      isStream: false,
      atMs,
      seen,
      providerModel,
      finishReason: completion.choices[0]?.finish_reason ?? null,
      upstreamMs,
      firstPartMs: upstreamMs,
      firstTokenMs: null,
      limitHeaders,
    });
    const cost = toAnswerCost(ended.cost);
    const answering = answeringBy(options, upstreamMs, limitHeaders);
    onceInBooks(ended, () => this.listener.answered({ ...answering, completion, bytes, cost }));
  }
}

const NONE: readonly never[] = Object.freeze([]);

/** A relayed answer that ended well. */
export interface RelayedEnd
  extends
    Pick<CallReport, 'isStream' | 'providerModel' | 'finishReason' | 'limitHeaders'>,
    Pick<AttemptReport, 'upstreamMs' | 'firstPartMs' | 'firstTokenMs'> {
  readonly seen: SeenAnswer;
  readonly atMs: number;
}

/**
 * The one end of a relayed call that was answered well at the first try: what it leaves behind, and its report.
 * @returns what it cost, and what its caller waits for.
 */
export function reportRelayed(options: RelayedCallOptions, end: RelayedEnd): ReportedRelay {
  const { affinity, call, context, health, lease, observers, permit, prepared, read } = options;
  const { target, request, additions, warnings } = prepared;
  const { provider } = target;
  const accepted = additions.length === 0 ? NONE : additions.map(({ parameter }) => parameter);
  health.answeredAtOnce(provider, request.model, lease, accepted);
  const { seen, atMs, isStream, providerModel, finishReason, limitHeaders } = end;
  const { upstreamMs, firstPartMs, firstTokenMs } = end;
  const bill = billOf({ provider, request, seen, error: null, atMs });
  const asked = { providerId: provider.definition.id, model: target.model };
  const { usage, reportedUsage, isUsageEstimated, cost, parts } = bill;
  const { reason, after } = firstCause(call, prepared);
  const attempt: AttemptReport = {
    providerId: asked.providerId,
    model: asked.model,
    providerModel: request.model,
    apiKeyVariable: lease.apiKey?.variable ?? null,
    reason,
    after,
    outcome: 'answered',
    error: null,
    startedAtMs: atMs,
    spanId: null,
    upstreamMs,
    firstPartMs,
    firstTokenMs,
    usage,
    reportedUsage,
    isUsageEstimated,
    cost,
    parts,
  };
  const { characters, responseId } = seen;
  const report = toCallReport(
    { error: null, providerModel, responseId, finishReason, characters, isRetryRefused: false },
    {
      operation: 'chat',
      isStream,
      attempts: [attempt],
      fallbacks: NONE,
      refusedAdditions: NONE,
      warnings,
      waitedMs: 0,
      startedAtMs: atMs,
      limitHeaders,
      affinity: affinity?.answeredBy(target, lease.apiKey) ?? null,
      asked,
    },
    call,
    context,
  );
  const inBooks = permit?.settle(report) ?? null;
  observers.ended(report, context.onEnded);
  read?.ended(report, permit?.callId ?? null);
  return { cost, inBooks };
}

/** A relayed call behind its end. */
interface ReportedRelay {
  readonly cost: CallCost;
  /** Until it is in the books; `null` = it is, or none are kept. */
  readonly inBooks: Promise<void> | null;
}

/** At the end of this turn, with all that ends in it, where nothing else has to be waited for. */
export function onceInBooks({ inBooks }: ReportedRelay, work: () => void): void {
  if (inBooks === null) atEndOfTurn(work);
  else void inBooks.then(work);
}

/** Who answers a relayed call. */
export function answeringBy(
  { affinity: kept, lease, permit, prepared }: RelayedCallOptions,
  upstreamMs: number,
  limitHeaders: LimitHeaders,
): AnsweringCall {
  const { target, warnings, sunset } = prepared;
  const affinity = kept?.answeredBy(target, lease.apiKey) ?? null;
  const room = permit && { roomHeaders: permit.headers };
  return { target, warnings, sunset, attempts: 1, upstreamMs, limitHeaders, affinity, ...room };
}

/** Of a call with one attempt; what it cost by an estimate is not told of the answer. */
export function toAnswerCost({ usd, source }: CallCost): AnswerCost {
  return source === 'estimate' ? { usd: null, source: null } : { usd, source };
}
