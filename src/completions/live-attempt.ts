import type { Clock } from '../common/clock.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import type { CompletionUsage, ModelRequest, StreamPart } from '../port/canonical.js';
import type { Attempt, LimitHeaders } from '../port/llm-provider.js';
import { BoundedWait } from '../policies/deadlines/bounded-wait.js';
import { WordWaits } from '../policies/deadlines/word-waits.js';
import type { CallKeys } from '../policies/key-pool/call-keys.js';
import type { AttemptCause } from './attempt-reason.js';
import { billOf } from './attempt-bill.js';
import { AttemptDeadlines, type AttemptTimeouts } from './attempt-deadlines.js';
import { abortError } from './call-ends.js';
import type { CallTarget } from './completion-call.js';
import type { AttemptReport } from './completion-outcome.js';
import type { CompletionWarning } from './completion-warning.js';
import type { SeenWhole } from './operations.js';
import type { BegunAttempt } from './relay/begun-attempt.js';
import { giveBack, type Lease } from './provider-health.js';
import { SeenAnswer } from './seen-answer.js';
import type { Transcript } from './transcripts/transcript.js';

/** What one attempt asks, whom, and for how long. */
export interface AttemptPlan {
  readonly target: CallTarget;
  /** As the provider is asked. */
  readonly request: ModelRequest;
  readonly lease: Lease;
  readonly cause: AttemptCause;
  /** What the caller is told about the target. */
  readonly warnings: readonly CompletionWarning[];
  /** The call's keys for this target; the lease has one of them. */
  readonly keys: CallKeys;
  /** It is under way already; `null` = its request is yet to be sent. */
  readonly begun: BegunAttempt | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Its span; `null` = none is recorded. */
  readonly spanId: string | null;
  readonly timeouts: AttemptTimeouts;
}

/** One attempt at one target, with one key, and what holds for every attempt of its call. */
export interface AttemptTerms extends AttemptPlan {
  readonly requestId: string;
  readonly meterAnswer?: ((bytes: number) => void) | undefined;
  readonly noteLimits: (headers: LimitHeaders) => void;
  /** Told of each part of a stream but its end; left out = nobody asks what it costs until then. */
  readonly meter?: ((seen: SeenAnswer) => void) | undefined;
  /** Left out = nobody reads what is answered. */
  readonly transcript?: Transcript | undefined;
  /** Aborts with the call. */
  readonly signal: AbortSignal;
  /** How long a reader may leave what came, in milliseconds. */
  readonly readerPatienceMs: number;
  /** When the call was made, in milliseconds since the Unix epoch; prices have dates. */
  readonly atMs: number;
}

/** One try at one provider, from the request to the end of its answer: its deadlines, and what it leaves behind. */
export class LiveAttempt {
  readonly attempt: Attempt;
  private readonly deadlines: AttemptDeadlines;
  private readonly words: WordWaits;
  private readonly reader: BoundedWait;
  private readonly seen: SeenAnswer;
  private readonly startedMs: number;
  private firstPartMs: number | null;
  private settled: AttemptReport | null = null;

  constructor(
    readonly terms: AttemptTerms,
    private readonly clock: Clock,
  ) {
    const { signal, timeouts, requestId, lease, headers, target, readerPatienceMs } = terms;
    const { displayName } = target.provider.definition;
    const isWithReader = () => this.isWithReader;
    this.startedMs = terms.begun?.startedMs ?? clock.monotonicMs();
    this.reader = new BoundedWait(readerPatienceMs, clock, () => this.deadlines.readerGone(readerPatienceMs));
    const spentMs = clock.monotonicMs() - this.startedMs;
    this.deadlines = new AttemptDeadlines({ signal, timeouts, spentMs, displayName, isWithReader }, clock);
    this.words = new WordWaits({ clock, gapMs: timeouts.gapMs, onLate: this.deadlines.gapTooLong });
    const answer = terms.begun?.answer ?? null;
    this.seen = answer?.seen ?? new SeenAnswer();
    this.firstPartMs = answer?.firstPartMs ?? null;
    if (answer) this.words.goOn(answer);
    if (answer) this.deadlines.hadItsTime = answer.hadItsTime;
    const noteUsage = (usage: CompletionUsage) => void (this.seen.usage = usage);
    const notePart = (part: StreamPart) => void this.seen.take(part);
    this.attempt = {
      signal: this.deadlines.signal,
      requestId,
      apiKey: lease.apiKey,
      headers,
      noteUsage,
      notePart,
      noteLimits: terms.noteLimits,
      ...(terms.begun && { begun: terms.begun.exchange }),
      ...(terms.meterAnswer && { meterAnswer: terms.meterAnswer }),
    };
    this.awaitsPart();
  }

  /** From now on the next part is waited for. */
  awaitsPart(): void {
    this.reader.end();
    this.words.wait({ isEndless: this.seen.isOver });
  }

  /** @returns how long this word was waited for after the one before it; `null` = it is the first, or no word. */
  sawPart(part: StreamPart): number | null {
    const { isWord } = this.seen.take(part);
    if (isWord) this.deadlines.keepFirstToken();
    this.terms.transcript?.sawPart(part);
    if (part.type !== 'finished') this.terms.meter?.(this.seen);
    return this.words.came({ isWord });
  }

  /** The whole answer came at once. */
  sawWhole(answer: SeenWhole): void {
    this.seen.takeWhole(answer);
    this.sawAnswer();
  }

  /** From now on it is the reader's turn, until the next part is waited for. */
  handedOver(): void {
    this.reader.begin();
  }

  /** What has come is with the reader, and nothing is waited for. */
  get isWithReader(): boolean {
    return this.reader.isRunning;
  }

  /** The answer began. Whether the model is in order shows at its end, but one that was out of order may be asked more. */
  sawAnswer(): void {
    this.firstPartMs ??= this.elapsedMs();
    this.deadlines.keepShare();
    const { lease, keys } = this.terms;
    lease.permit.began();
    if (lease.apiKey) keys.answered(lease.apiKey);
  }

  succeeded(): AttemptReport {
    this.terms.lease.permit.succeeded();
    return this.settle('answered', null);
  }

  /** Breaker and key learn of it. */
  failed(thrown: unknown): AttemptReport & { readonly error: GatewayError } {
    const error = this.toError(thrown);
    const { lease, keys } = this.terms;
    // A wrong address is no outage: it fails until the operator mends it, and a pause mends nothing.
    const isOutage = error.traits.breaker && !error.isLasting;
    // What cannot be read is an answer, too, and one prompt may bring it about: judged as one that did not come to its end.
    if (isOutage && error.code === 'provider.invalid_response') lease.permit.began();
    if (isOutage && this.deadlines.hadItsTime) lease.permit.failed();
    if (lease.apiKey) keys.failed(lease.apiKey, error);
    return { ...this.settle(error.code === 'client.gone' ? 'cancelled' : 'failed', error), error };
  }

  /** Says nothing against the provider where it was the reader who took the time. */
  outOfTime(error: GatewayError): GatewayError {
    return this.deadlines.outOfTime(error);
  }

  /** As the provider names the model that answers, or as it was asked. */
  get model(): string {
    return this.seen.model ?? this.terms.request.model;
  }

  /** Of the answer, as the provider names it; `null` = it names none, or nothing came. */
  get responseId(): string | null {
    return this.seen.responseId;
  }

  /** Characters of text that came. */
  get characters(): number {
    return this.seen.characters;
  }

  /** Whatever was thrown; an abort by its reason. */
  private toError(thrown: unknown): GatewayError {
    const { signal } = this.deadlines;
    return signal.aborted ? abortError(signal.reason) : toGatewayError(thrown);
  }

  private settle(outcome: AttemptReport['outcome'], error: GatewayError | null): AttemptReport {
    if (this.settled) return this.settled;
    const { lease, target, request, atMs, spanId, cause } = this.terms;
    this.deadlines.release();
    this.words.stop();
    this.reader.stop();
    giveBack(lease);
    const upstreamMs = this.elapsedMs();
    this.settled = {
      providerId: target.provider.definition.id,
      model: target.model,
      providerModel: request.model,
      apiKeyVariable: lease.apiKey?.variable ?? null,
      reason: cause.reason,
      after: cause.after,
      outcome,
      error,
      startedAtMs: this.clock.nowMs() - upstreamMs,
      spanId,
      upstreamMs,
      firstPartMs: this.firstPartMs,
      firstTokenMs: this.words.firstMs,
      ...billOf({ provider: target.provider, request, seen: this.seen, error, atMs }),
    };
    return this.settled;
  }

  /** Since the request to the provider, in milliseconds. */
  elapsedMs(): number {
    return this.clock.monotonicMs() - this.startedMs;
  }
}
