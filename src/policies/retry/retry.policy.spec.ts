import fc from 'fast-check';
import { ERROR_TRAITS } from '../../common/error-table.js';
import { GatewayError } from '../../common/errors.js';
import type { ErrorCode, GatewayErrorDetails } from '../../common/errors.js';
import { DEFAULT_RETRY_LIMITS, retryDelayMs } from './retry.policy.js';
import type { FailedAttempt } from './retry.policy.js';

const ALMOST_ONE = 1 - Number.EPSILON;

const failure = (code: ErrorCode, details: GatewayErrorDetails = {}) =>
  new GatewayError(code, 'It failed.', details);
const unavailable = failure('provider.unavailable');
const delay = (attempt: Partial<FailedAttempt>, drawn = 0) =>
  retryDelayMs(
    { attempt: 1, error: unavailable, remainingMs: null, ...attempt },
    DEFAULT_RETRY_LIMITS,
    () => drawn,
  );

describe('retryDelayMs', () => {
  it('tries twice more, and no third time', () => {
    expect([1, 2, 3, 4].map((attempt) => delay({ attempt }, 0.5))).toEqual([250, 500, null, null]);
  });

  it('draws from the whole range, both ends included', () => {
    expect([delay({}, 0), delay({}, ALMOST_ONE)]).toEqual([0, 500]);
  });

  it('doubles the range with each attempt, up to the largest delay', () => {
    const limits = { ...DEFAULT_RETRY_LIMITS, maxRetries: 60 };
    const longest = (attempt: number) =>
      retryDelayMs({ attempt, error: unavailable, remainingMs: null }, limits, () => ALMOST_ONE);
    expect([1, 2, 3, 4, 5, 6, 60].map(longest)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('never tries again when retries are switched off', () => {
    const limits = { ...DEFAULT_RETRY_LIMITS, maxRetries: 0 };
    expect(retryDelayMs({ attempt: 1, error: unavailable, remainingMs: null }, limits, () => 0)).toBeNull();
  });

  it('retries passing failures of the provider and nothing else', () => {
    const codes = Object.keys(ERROR_TRAITS) as ErrorCode[];
    expect(codes.filter((code) => delay({ error: failure(code) }) !== null)).toEqual([
      'provider.conflict',
      'provider.rate_limited',
      'provider.unavailable',
      'provider.unreachable',
      'provider.invalid_response',
      'provider.timed_out',
    ]);
  });

  it('does not ask twice for what the provider may still be working on', () => {
    expect(delay({ error: failure('provider.timed_out', { mayBeBilled: true }) })).toBeNull();
  });
});

describe('retryDelayMs when the provider says how long to wait', () => {
  const limited = (retryAfterMs: number) => failure('provider.rate_limited', { retryAfterMs });

  it('waits at least that long, and a little more so that callers do not return together', () => {
    const error = limited(1_000);
    expect([delay({ error }), delay({ error }, 0.5), delay({ error }, ALMOST_ONE)]).toEqual([
      1_000, 1_250, 1_500,
    ]);
  });

  it('takes "at once" for what it says', () => {
    expect(delay({ error: limited(0) })).toBe(0);
  });

  it('is over where a provider wants more patience than there is', () => {
    expect([delay({ error: limited(30_000) }), delay({ error: limited(30_001) })]).toEqual([30_000, null]);
  });

  it('gives up when the wait would use up what is left of the deadline', () => {
    const error = limited(1_000);
    expect([1_001, 1_000, 0].map((remainingMs) => delay({ error, remainingMs }))).toEqual([
      1_000,
      null,
      null,
    ]);
  });
});

describe('retryDelayMs and the deadline', () => {
  it('gives up when a drawn wait would use up what is left', () => {
    expect([251, 250].map((remainingMs) => delay({ remainingMs }, 0.5))).toEqual([250, null]);
  });

  it('does not try again after the deadline, even at once', () => {
    expect([1, 0, -5].map((remainingMs) => delay({ remainingMs }))).toEqual([0, null, null]);
  });
});

describe('retryDelayMs for any figures', () => {
  const whole = (max: number) => fc.integer({ min: 0, max });
  const anyLimits = fc.record({
    maxRetries: fc.constant(5_000),
    baseDelayMs: whole(60_000),
    maxDelayMs: whole(600_000),
    maxRetryAfterMs: whole(600_000),
  });
  const anyDraw = fc.double({ min: 0, max: ALMOST_ONE, noNaN: true });
  const anyAttempt = fc.integer({ min: 1, max: 5_000 });

  it('stays within its bounds and before the deadline', () => {
    fc.assert(
      fc.property(
        anyLimits,
        anyAttempt,
        fc.option(whole(900_000)),
        anyDraw,
        (limits, attempt, remainingMs, drawn) => {
          const delayMs = retryDelayMs({ attempt, error: unavailable, remainingMs }, limits, () => drawn);
          const boundMs = Math.min(limits.maxDelayMs, remainingMs === null ? Infinity : remainingMs - 1);
          const isWithin =
            delayMs !== null && Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= boundMs;
          expect(isWithin || (delayMs === null && remainingMs !== null)).toBe(true);
        },
      ),
    );
  });

  it('never comes back before the provider allows it', () => {
    fc.assert(
      fc.property(anyLimits, anyAttempt, whole(900_000), anyDraw, (limits, attempt, retryAfterMs, drawn) => {
        const error = failure('provider.rate_limited', { retryAfterMs });
        const delayMs = retryDelayMs({ attempt, error, remainingMs: null }, limits, () => drawn);
        expect(delayMs === null).toBe(retryAfterMs > limits.maxRetryAfterMs);
        if (delayMs === null) return;
        expect(delayMs >= retryAfterMs && delayMs <= retryAfterMs + limits.baseDelayMs).toBe(true);
      }),
    );
  });
});
