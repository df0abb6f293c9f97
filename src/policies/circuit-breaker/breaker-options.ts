/** When asking a model counts as hopeless, and how the model comes back. */
export interface BreakerOptions {
  /** This share of the requests that were not answered opens the breaker; above 0, up to 1. */
  readonly failureRate: number;
  /** Fewer requests than this open nothing; at least 1. */
  readonly minimumCalls: number;
  /** Requests of so many milliseconds are judged together, and older ones only where these are fewer than `minimumCalls`. */
  readonly windowMs: number;
  /** No request older than this counts, however few there are, in milliseconds. */
  readonly maxAgeMs: number;
  /** How long an open breaker refuses before it lets a probe through, in milliseconds. */
  readonly openMs: number;
  /** A probe that has not begun to be answered by then no longer keeps others out, in milliseconds. */
  readonly probePatienceMs: number;
  /** So many probes that were answered to their end close the breaker. */
  readonly closingProbes: number;
}

export const DEFAULT_BREAKER_OPTIONS: BreakerOptions = Object.freeze({
  failureRate: 0.9,
  minimumCalls: 20,
  windowMs: 10_000,
  maxAgeMs: 60_000,
  openMs: 1_000,
  probePatienceMs: 5_000,
  closingProbes: 3,
});
