import type { Clock } from '../common/clock.js';
import { DeadlineSignal } from '../common/deadline.js';
import type { GatewayError } from '../common/errors.js';
import { waitUnlessAborted } from '../common/interruptible-wait.js';
import type { CallContext } from './call-context.js';
import { callersTooLate } from './call-ends.js';
import { callTimeOf } from './call-time.js';
import type { ModelRequest } from '../port/canonical.js';
import type { CompletionCall, CompletionLimits } from './completion-call.js';

interface CallDeadlineOptions {
  readonly clock: Clock;
  readonly limits: CompletionLimits;
  /** What the call failed with once its time was up; `callers` = the error where it was the caller's time. */
  readonly toError: (timeoutMs: number, callers: GatewayError | null) => GatewayError;
}

/** The time that a call has: the caller's own, or the gateway's where that is shorter. */
export class CallDeadline {
  /** For attempts at providers without a total time of their own; `null` = the call's own deadline is no longer. */
  readonly commonTotalMs: number | null;
  /** Spent waiting between attempts. */
  waitedMs = 0;
  private readonly endsAtMs: number;
  private readonly deadline: DeadlineSignal;

  constructor(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    private readonly options: CallDeadlineOptions,
  ) {
    const { clock, limits, toError } = options;
    const callerMs = context.timeoutMs ?? null;
    const nowMs = clock.monotonicMs();
    const startedMs = context.begun?.startedMs ?? nowMs;
    const spentBeforeMs = (context.spentMs ?? 0) - (nowMs - startedMs);
    const leftMs = callerMs === null ? null : Math.max(0, callerMs - spentBeforeMs);
    const { timeoutMs, isCallers, commonTotalMs } = callTimeOf(call, leftMs, limits);
    this.commonTotalMs = commonTotalMs;
    this.endsAtMs = startedMs + timeoutMs;
    this.deadline = new DeadlineSignal(context.signal, clock);
    this.deadline.within(Math.max(0, this.endsAtMs - nowMs), () =>
      toError(timeoutMs, isCallers && callerMs !== null ? callersTooLate(callerMs) : null),
    );
  }

  /** Aborts when the time is up, or when the caller leaves or the gateway drains. */
  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  get remainingMs(): number {
    return this.endsAtMs - this.options.clock.monotonicMs();
  }

  /** The call has lost its reader, or had none. */
  abort(reason: GatewayError): void {
    this.deadline.abort(reason);
  }

  /** @throws GatewayError when the call ends before the wait. */
  async wait(delayMs: number): Promise<void> {
    const { clock } = this.options;
    const sinceMs = clock.monotonicMs();
    try {
      await waitUnlessAborted(clock, delayMs, this.signal);
    } finally {
      this.waitedMs += clock.monotonicMs() - sinceMs;
    }
  }

  /** Must be called when the call is over. */
  release(): void {
    this.deadline.release();
  }
}
