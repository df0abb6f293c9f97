import type { Clock } from '../../common/clock.js';

/** How many retries of one provider are allowed. */
export interface RetryBudgetOptions {
  /** Of so many requests of the window, one may be retried: 10 = a tenth. At least 1. */
  readonly requestsPerRetry: number;
  /** The window in which requests and retries are counted against each other, in milliseconds. */
  readonly windowMs: number;
  /** Retries that a quiet gateway has at hand, whatever its number of requests: full at the start. */
  readonly reserve: number;
  /** One retry comes back to the reserve in so many milliseconds. */
  readonly refillMs: number;
  /** The reserve pays for no retry beyond so many in the window; above them, requests alone do. */
  readonly maxReserveRetries: number;
}

const DEFAULT_RETRY_BUDGET: RetryBudgetOptions = Object.freeze({
  requestsPerRetry: 10,
  windowMs: 10_000,
  reserve: 10,
  refillMs: 1_000,
  maxReserveRetries: 20,
});

/** A retry that is paid for. */
export interface PaidRetry {
  /** It is not made after all. To be called once at most. */
  giveBack(): void;
}

const SLICES = 10;
/** Retries are counted for a slice longer than requests, so that no request pays for a second one. */
const KEPT_SLICES = SLICES + 1;

interface Slice {
  requests: number;
  retries: number;
}

/**
 * One provider's allowance of retries, so that an outage is not made worse by all callers retrying.
 *
 * A retry is granted while the window has fewer retries than a tenth of its requests; or while the reserve has one and
 * the window has fewer than `maxReserveRetries`. Each retry takes one from the reserve, however it was granted, so the
 * two do not add up: the retries of the ten seconds before any moment are at most max(20, a tenth of the requests of
 * these ten seconds). 1,000 requests within ten seconds cost at most 1,100 calls, and a request a second always gets
 * its retry.
 */
export class RetryBudget {
  /** A ring, by the slice of time. */
  private readonly slices = Array.from({ length: KEPT_SLICES }, (): Slice => ({ requests: 0, retries: 0 }));
  private slice: number;
  private reserve: number;
  private refilledMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: RetryBudgetOptions = DEFAULT_RETRY_BUDGET,
  ) {
    this.reserve = options.reserve;
    this.refilledMs = clock.monotonicMs();
    this.slice = this.currentSlice();
  }

  /** To be called once for a request that goes to this provider, before its first attempt; not for its retries. */
  countRequest(): void {
    this.moveOn();
    this.at(this.slice).requests += 1;
  }

  /** `null` = no. Ask when everything else allows the retry. */
  tryTakeRetry(): PaidRetry | null {
    this.moveOn();
    return this.isEarned() || this.isInReserve() ? this.take() : null;
  }

  /** Counts one that is made whatever the budget says: it leaves less for the others. */
  takeRetry(): PaidRetry {
    this.moveOn();
    return this.take();
  }

  private take(): PaidRetry {
    const { slice } = this;
    const fromReserve = Math.min(1, this.reserve);
    this.reserve -= fromReserve;
    this.at(slice).retries += 1;
    return {
      giveBack: () => {
        this.moveOn();
        this.reserve = Math.min(this.options.reserve, this.reserve + fromReserve);
        if (this.slice - slice < KEPT_SLICES) this.at(slice).retries -= 1;
      },
    };
  }

  private isEarned(): boolean {
    let requests = 0;
    for (let age = 0; age < SLICES; age++) requests += this.at(this.slice - age).requests;
    return (this.retries() + 1) * this.options.requestsPerRetry <= requests;
  }

  private isInReserve(): boolean {
    return this.reserve >= 1 && this.retries() < this.options.maxReserveRetries;
  }

  private retries(): number {
    return this.slices.reduce((sum, { retries }) => sum + retries, 0);
  }

  /** Refills the reserve, and forgets what has left the window. */
  private moveOn(): void {
    const nowMs = this.clock.monotonicMs();
    const { reserve, refillMs } = this.options;
    this.reserve = Math.min(reserve, this.reserve + (nowMs - this.refilledMs) / refillMs);
    this.refilledMs = nowMs;
    const now = this.currentSlice();
    const lapsed = Math.min(now - this.slice, KEPT_SLICES);
    for (let step = 0; step < lapsed; step++) Object.assign(this.at(now - step), { requests: 0, retries: 0 });
    this.slice = now;
  }

  private at(slice: number): Slice {
    return this.slices[((slice % KEPT_SLICES) + KEPT_SLICES) % KEPT_SLICES]!;
  }

  private currentSlice(): number {
    return Math.floor((this.clock.monotonicMs() * SLICES) / this.options.windowMs);
  }
}
