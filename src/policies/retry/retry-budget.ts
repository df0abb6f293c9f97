import type { Clock } from '../../common/clock.js';

export interface RetryBudgetOptions {
  /** So many requests earn one retry: 10 = retries are at most a tenth of the requests. A whole number, at least 1. */
  readonly requestsPerRetry: number;
  /** Retries that a gateway may make before its first requests have earned any. A whole number. */
  readonly allowance: number;
  /** How long what a busy provider's requests earned can be spent. */
  readonly windowMs: number;
}

export const DEFAULT_RETRY_BUDGET: RetryBudgetOptions = Object.freeze({
  requestsPerRetry: 10,
  allowance: 3,
  windowMs: 10_000,
});

const SLICES = 10;

/**
 * One provider's allowance of retries, so that an outage is not made worse by everybody trying again. Each request
 * earns one credit, a retry costs `requestsPerRetry` of them.
 *
 * Credits fill a small reserve first, which never runs out by time: a quiet gateway keeps its few retries. What is
 * beyond the reserve lapses after `windowMs`: a busy gateway cannot save up for a storm. The reserve is full at the
 * start, on loan: the first requests pay it back and earn nothing else. So, however calls are spread over time,
 * retries ≤ max(allowance, requests / requestsPerRetry), from the start of the process to any later moment.
 */
export class RetryBudget {
  private readonly reserveSize: number;
  private reserve: number;
  private loan: number;
  /** Credits beyond the reserve, by the slice of time in which they were earned; a ring. */
  private readonly recent = Array.from({ length: SLICES }, () => 0);
  private slice: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: RetryBudgetOptions = DEFAULT_RETRY_BUDGET,
  ) {
    this.reserveSize = options.allowance * options.requestsPerRetry;
    this.reserve = this.reserveSize;
    this.loan = this.reserveSize;
    this.slice = this.currentSlice();
  }

  /** To be called once for a request that goes to this provider, before its first attempt; not for its retries. */
  countRequest(): void {
    this.forgetLapsed();
    if (this.loan > 0) this.loan -= 1;
    else if (this.reserve < this.reserveSize) this.reserve += 1;
    else this.recent[this.slice % SLICES]! += 1;
  }

  /** True = go ahead, and it is paid for. Ask when everything else allows the retry. */
  tryTakeRetry(): boolean {
    this.forgetLapsed();
    let price = this.options.requestsPerRetry;
    if (this.balance() < price) return false;
    for (let age = SLICES - 1; age >= 0; age--)
      price -= this.spend((this.slice - age + SLICES) % SLICES, price);
    this.reserve -= price;
    return true;
  }

  /** A retry was taken, and not made after all. */
  giveBackRetry(): void {
    this.forgetLapsed();
    const toReserve = Math.min(this.reserveSize - this.reserve, this.options.requestsPerRetry);
    this.reserve += toReserve;
    this.recent[this.slice % SLICES]! += this.options.requestsPerRetry - toReserve;
  }

  private balance(): number {
    return this.recent.reduce((sum, credits) => sum + credits, this.reserve);
  }

  /** Takes up to `price` credits from a slice; returns how many. */
  private spend(index: number, price: number): number {
    const taken = Math.min(this.recent[index]!, price);
    this.recent[index]! -= taken;
    return taken;
  }

  private forgetLapsed(): void {
    const now = this.currentSlice();
    const lapsed = Math.min(now - this.slice, SLICES);
    for (let step = 0; step < lapsed; step++) this.recent[(now - step) % SLICES] = 0;
    this.slice = now;
  }

  private currentSlice(): number {
    return Math.floor((this.clock.monotonicMs() * SLICES) / this.options.windowMs);
  }
}
