import type { Clock } from '../common/clock.js';
import { DeadlineSignal } from '../common/deadline.js';
import { GatewayError } from '../common/errors.js';

/** Times from the request to the provider, in milliseconds; `null` = no limit of its own. */
export interface AttemptTimeouts {
  /** Until a stream, or the whole of an answer that comes at once, begins, while there is another target to ask. */
  readonly shareMs: number | null;
  /** To the first word, thought or tool call of a stream. */
  readonly firstTokenMs: number | null;
  /** Between two of them. */
  readonly gapMs: number | null;
  /** To the end of the answer. */
  readonly totalMs: number | null;
}

interface AttemptDeadlinesOptions {
  /** Aborts with the call. */
  readonly signal: AbortSignal;
  readonly timeouts: AttemptTimeouts;
  /** So much of these times has passed, in milliseconds; left out = nothing. */
  readonly spentMs?: number;
  /** As messages name the provider. */
  readonly displayName: string;
  /** What has come is with the reader, and nothing is waited for. */
  readonly isWithReader: () => boolean;
}

/** The deadlines of one attempt, on one signal. */
export class AttemptDeadlines {
  /** Began, or had a word, in time: what is left is the total. */
  readonly keepShare: () => void;
  readonly keepFirstToken: () => void;
  /** The provider had the time that it was promised; a failure may be held against it. */
  hadItsTime = true;
  private readonly deadline: DeadlineSignal;

  constructor(
    private readonly options: AttemptDeadlinesOptions,
    clock: Clock,
  ) {
    const { shareMs, firstTokenMs, totalMs } = options.timeouts;
    this.deadline = new DeadlineSignal(options.signal, clock);
    const { spentMs = 0 } = options;
    const leftOf = (ms: number | null) => (ms === null ? null : Math.max(0, ms - spentMs));
    const within = (ms: number | null, what: string) =>
      this.deadline.within(leftOf(ms), () => this.outOfTime(this.tooLate(what)));
    within(totalMs, `complete answer within ${totalMs} ms`);
    this.keepFirstToken = within(
      firstTokenMs,
      `first word within ${firstTokenMs} ms (UPSTREAM_FIRST_TOKEN_TIMEOUT_MS)`,
    );
    this.keepShare = this.deadline.within(leftOf(shareMs), () => this.outOfShare());
  }

  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  /** Says nothing against the provider where it was the reader who took the time. */
  outOfTime(error: GatewayError): GatewayError {
    if (this.options.isWithReader()) this.hadItsTime = false;
    return error;
  }

  /** No word came for as long as a gap may last. */
  readonly gapTooLong = (): void => {
    const { gapMs } = this.options.timeouts;
    this.deadline.abort(this.tooLate(`word for ${gapMs} ms (UPSTREAM_IDLE_TIMEOUT_MS)`));
  };

  /** The reader took nothing for as long as that. */
  readerGone(patienceMs: number): void {
    this.deadline.abort(readerTooSlow(patienceMs));
  }

  /** Must be called when the attempt is over. */
  release(): void {
    this.deadline.release();
  }

  /** Says nothing against the provider: it was a caller's haste that left it so little time. */
  private outOfShare(): GatewayError {
    this.hadItsTime = false;
    const { shareMs } = this.options.timeouts;
    return this.tooLate(`answer within ${shareMs} ms, and the next target is to have the rest of the time`);
  }

  private tooLate(what: string): GatewayError {
    const message = `${this.options.displayName} API error: no ${what}.`;
    return new GatewayError('provider.timed_out', message, { mayBeBilled: true });
  }
}

function readerTooSlow(patienceMs: number): GatewayError {
  const message = `The caller took nothing of the answer for ${patienceMs} ms (CLIENT_STALL_TIMEOUT_MS).`;
  return new GatewayError('client.gone', message);
}
