import type { GatewayError } from '../../common/errors.js';

/** How often, and after which waits, a target is asked again. Times are in milliseconds. */
export interface RetryLimits {
  /** Attempts after the first; 0 = none. */
  readonly maxRetries: number;
  /** Upper end of the wait before the first retry; it doubles with each further one. */
  readonly baseDelayMs: number;
  /** The upper end stops growing here. */
  readonly maxDelayMs: number;
  /** The longest wait that a provider may ask for; one that asks for more is not tried again. */
  readonly maxRetryAfterMs: number;
}

/** Of a gateway whose operator says nothing. */
export const DEFAULT_RETRY_LIMITS: RetryLimits = Object.freeze({
  maxRetries: 2,
  baseDelayMs: 500,
  maxDelayMs: 8_000,
  maxRetryAfterMs: 30_000,
});

/** An attempt that failed before anything went to the caller. */
export interface FailedAttempt {
  /** 1 = the first. */
  readonly attempt: number;
  readonly error: GatewayError;
  /** What is left until the deadline; `null` = there is none. */
  readonly remainingMs: number | null;
}

/** Beyond this the doubled delay means nothing, and would end as infinity. */
const MAX_DOUBLINGS = 52;

/**
 * How long to wait before the next attempt, in whole milliseconds; `null` = do not try again. Without a word from
 * the provider the wait is drawn evenly between nothing and a doubling bound ("full jitter").
 *
 * @param random draws from [0, 1)
 */
export function retryDelayMs(
  { attempt, error, remainingMs }: FailedAttempt,
  limits: RetryLimits,
  random: () => number,
): number | null {
  if (attempt > limits.maxRetries || !isWorthRetrying(error)) return null;
  const askedMs = error.retryAfterMs;
  if (askedMs !== null && askedMs > limits.maxRetryAfterMs) return null;
  const delayMs =
    askedMs === null
      ? jitterMs(backoffBoundMs(attempt, limits), random)
      : askedMs + jitterMs(limits.baseDelayMs, random); // all callers were told the same moment
  return remainingMs !== null && delayMs >= remainingMs ? null : delayMs;
}

/** A provider's passing failure, unless it may still be working on the request: asking twice could cost twice. */
function isWorthRetrying(error: GatewayError): boolean {
  return error.traits.retriedHere && error.isRetryable && !error.mayBeBilled;
}

function backoffBoundMs(attempt: number, { baseDelayMs, maxDelayMs }: RetryLimits): number {
  return Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, MAX_DOUBLINGS));
}

/** A whole number from 0 to `boundMs`, both included. */
function jitterMs(boundMs: number, random: () => number): number {
  return Math.floor(random() * (boundMs + 1));
}
