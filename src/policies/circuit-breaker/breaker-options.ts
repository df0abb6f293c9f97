/** When a model counts as out of order, and how it comes back. */
export interface BreakerOptions {
  /** So many failures without a success between them open the breaker. */
  readonly consecutiveFailures: number;
  /** So does this share of the calls; above 0, up to 1. */
  readonly failureShare: number;
  /** A share of fewer calls than this says nothing. */
  readonly minimumCalls: number;
  /** The share is taken over the latest calls, at most so many; not fewer than `minimumCalls`. */
  readonly sampleSize: number;
  /** Calls are counted together for so long; then counting of the share starts anew. */
  readonly sampleMs: number;
  /** How long an open breaker refuses before it lets a probe through. */
  readonly openMs: number;
  /** A probe that has not ended by then no longer keeps the next one out. */
  readonly probePatienceMs: number;
}

export const DEFAULT_BREAKER_OPTIONS: BreakerOptions = Object.freeze({
  consecutiveFailures: 5,
  failureShare: 0.5,
  minimumCalls: 10,
  sampleSize: 100,
  sampleMs: 10_000,
  openMs: 5_000,
  probePatienceMs: 5_000,
});
