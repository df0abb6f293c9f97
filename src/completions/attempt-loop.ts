import type { Clock } from '../common/clock.js';
import { randomHex } from '../common/http/random-hex.js';
import { childOf, toTraceHeaders, type TraceContext } from '../common/http/trace-context.js';
import type { GatewayError } from '../common/errors.js';
import type { Random } from '../common/random.js';
import type { ModelRequest } from '../port/canonical.js';
import type { AttemptCause } from './attempt-reason.js';
import type { AttemptTimeouts } from './attempt-deadlines.js';
import type { CallContext } from './call-context.js';
import type { CallRun } from './call-run.js';
import { answerTimesOf, shareOf } from './call-time.js';
import type { CallTarget, CompletionCall, CompletionLimits } from './completion-call.js';
import { DOWNGRADED, firstCause } from './first-cause.js';
import { LeanRequest } from './lean-request.js';
import type { AttemptPlan, LiveAttempt } from './live-attempt.js';
import { prepareTarget, type PreparedTarget } from './prepare-target.js';
import type { ProviderHealth } from './provider-health.js';
import type { ReportedEnds } from './reported-ends.js';
import type { BegunAttempt } from './relay/begun-attempt.js';
import { TargetAttempts } from './target-attempts.js';

interface AttemptLoopOptions {
  readonly clock: Clock;
  readonly health: ProviderHealth;
  readonly limits: CompletionLimits;
  readonly random: Random;
  readonly reported: ReportedEnds;
}

/** What came of the first attempt that got an answer. */
export interface FirstAnswer<T> {
  readonly answer: T;
  readonly prepared: PreparedTarget;
}

/** Asks until the first answer begins; a failure after that is not mended. */
export type Ask<T> = (prepared: PreparedTarget, live: LiveAttempt) => Promise<T>;

/** Retries and fallbacks of one call. */
export class AttemptLoop {
  constructor(
    private readonly call: CompletionCall<ModelRequest>,
    private readonly context: CallContext,
    private readonly run: CallRun,
    private readonly options: AttemptLoopOptions,
  ) {}

  /**
   * Target after target, each as often as its retries allow.
   * @throws GatewayError what the last target that was asked failed with.
   */
  async firstAnswer<T>(ask: Ask<T>): Promise<FirstAnswer<T>> {
    // A caller who has left, or has no time left, is worth no attempt.
    if (this.run.hasBeenAborted && !this.run.isUnderWay) throw this.run.attemptFailed(null);
    let toTell: GatewayError | null = null;
    for (const [index, target] of this.call.targets.entries()) {
      const isLast = index === this.call.targets.length - 1;
      const askedBefore = this.run.attemptCount;
      try {
        const prepared = this.prepare(target);
        return await this.askTarget(prepared, ask, this.hasNext(index));
      } catch (thrown) {
        const error = this.run.attemptFailed(thrown);
        const wasAsked = this.run.attemptCount > askedBefore;
        if (wasAsked || toTell === null || this.tellsMore(error, toTell)) toTell = error;
        if (isLast || this.run.hasBeenAborted || !error.isMendedElsewhere) {
          throw error.isMendedElsewhere && !this.run.hasBeenAborted ? toTell : error;
        }
        this.run.history.fellBack(target, error);
      }
    }
    throw toTell ?? new TypeError('a call has at least one target');
  }

  /**
   * A target that was never asked has less to tell than one that was. Among those that were not, one that will have
   * room again speaks for the route, and not one that lacks a key.
   */
  private tellsMore(error: GatewayError, before: GatewayError): boolean {
    return this.run.attemptCount === 0 && error.isRetryable && !before.isRetryable;
  }

  /** A target behind this one could be asked now; why one could not is told when its turn comes. */
  private hasNext(index: number): boolean {
    const { health } = this.options;
    return this.call.targets.slice(index + 1).some((target) => {
      try {
        const { provider } = target;
        return health.canBeAsked(provider, this.prepare(target).request.model, this.run.callerId);
      } catch {
        return false;
      }
    });
  }

  private prepare(target: CallTarget): PreparedTarget {
    const { reported, health } = this.options;
    const { atMs: nowMs, isStream, operation } = this.run;
    const { models, refusedAdditions: refused } = health;
    return prepareTarget(target, this.call, { nowMs, reported, isStream, operation, refused, models });
  }

  private async askTarget<T>(first: PreparedTarget, ask: Ask<T>, hasNext: boolean): Promise<FirstAnswer<T>> {
    const { health, random, limits } = this.options;
    const attempts = new TargetAttempts(first, this.run, hasNext, { health, random, retry: limits.retry });
    const request = new LeanRequest(first, health, this.run);
    let begun = this.run.takeBegun();
    let cause = this.causeOf(first);
    const leave = this.mayAskAgain();
    if (leave) await leave;
    let lease = begun ? attempts.adopt(begun) : attempts.lease();
    for (;;) {
      const { prepared } = request;
      try {
        const live = this.begin(prepared, { lease, keys: attempts.keys, begun, cause }, hasNext);
        begun = null;
        const answer = await ask(prepared, live);
        request.answered();
        return { prepared, answer };
      } catch (thrown) {
        const error = this.run.attemptFailed(thrown);
        if (this.run.hasBeenAborted) throw error;
        const isLeaner = request.takeOut(error, attempts);
        if (!isLeaner) await attempts.again(error);
        await this.mayAskAgain();
        const before = lease.apiKey;
        lease = isLeaner ? attempts.lease(before) : attempts.lease();
        const again = lease.apiKey === before ? 'retry' : 'next_key';
        cause = { reason: isLeaner ? 'without_additions' : again, after: error.code };
      }
    }
  }

  /** @throws GatewayError where what the attempts so far cost leaves no room for another; at once, or later. */
  private mayAskAgain(): Promise<void> | null {
    const { history, permitted } = this.run;
    return permitted.mayAskAgain(history.attempts);
  }

  private causeOf(prepared: PreparedTarget): AttemptCause {
    const left = this.run.history.fallbacks.at(-1);
    if (left) return { reason: 'fallback', after: left.error.code };
    return this.run.permitted.isDowngraded ? DOWNGRADED : firstCause(this.call, prepared);
  }

  private begin(
    prepared: PreparedTarget,
    leave: Pick<AttemptPlan, 'lease' | 'keys' | 'begun' | 'cause'>,
    hasNext: boolean,
  ): LiveAttempt {
    const { provider } = prepared.target;
    const trace = this.context.origin?.trace ?? null;
    const own = trace?.isRecorded ? childOf(trace, randomHex) : trace;
    return this.run.begin({
      target: prepared.target,
      request: prepared.request,
      warnings: prepared.warnings,
      ...leave,
      headers: provider.settings.forwardsContext ? this.contextHeaders(own) : {},
      spanId: trace?.isRecorded ? (own?.spanId ?? null) : null,
      timeouts: this.timeouts(prepared, hasNext, this.spentMs(leave.begun)),
    });
  }

  /** What is under way has used up some of its time. */
  private spentMs(begun: BegunAttempt | null): number {
    return begun ? this.options.clock.monotonicMs() - begun.startedMs : 0;
  }

  /** @param spentMs so much of them has passed. */
  private timeouts(
    { target: { provider }, request }: PreparedTarget,
    hasNext: boolean,
    spentMs: number,
  ): AttemptTimeouts {
    const { isStream, remainingMs, commonTotalMs } = this.run;
    const { firstTokenMs, gapMs, ownTotalMs } = answerTimesOf(provider, request.model, this.options.limits);
    return {
      shareMs: hasNext ? shareOf(remainingMs + spentMs) : null,
      firstTokenMs: isStream ? firstTokenMs : null,
      gapMs: isStream ? gapMs : null,
      totalMs: ownTotalMs ?? commonTotalMs,
    };
  }

  private contextHeaders(trace: TraceContext | null): Readonly<Record<string, string>> {
    const remainingMs = Math.max(1, Math.floor(this.run.remainingMs));
    return { ...(trace && toTraceHeaders(trace)), 'x-request-timeout-ms': String(remainingMs) };
  }
}
