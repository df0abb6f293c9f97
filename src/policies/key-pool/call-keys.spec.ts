import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { CallKeys } from './call-keys.js';
import { KeyPool } from './key-pool.js';

const KEYS = ['A', 'B', 'C'].map((variable) => ({ variable, value: `value-${variable}` }));
const [A, B] = KEYS as [ApiKey, ApiKey, ApiKey];

const failure = (code: ErrorCode, retryAfterMs: number | null = null) =>
  new GatewayError(code, '-', { retryAfterMs });
const refused = failure('provider.auth_failed');
const limited = failure('provider.rate_limited', 1_000);

describe('the keys of one call', () => {
  let clock: ManualClock;
  let pool: KeyPool;
  beforeEach(() => {
    clock = new ManualClock();
    pool = new KeyPool(KEYS, clock);
  });

  const callKeys = () => new CallKeys(pool, 'small');

  /** Each key that the call takes fails with the next of these; returns the variables taken. */
  const fail = (keys: CallKeys, ...errors: readonly GatewayError[]) =>
    errors.map((error) => {
      const key = keys.take();
      if (key) keys.failed(key, error);
      return key?.variable ?? null;
    });

  it.each<ErrorCode>(['provider.auth_failed', 'provider.quota_exhausted'])(
    'that are all refused with %s are left to other calls',
    (code) => {
      const keys = callKeys();
      const error = failure(code, 60_000);
      expect(fail(keys, error, error, error)).toEqual(['A', 'B', 'C']);
      expect([keys.hasAnother, keys.take(), keys.cooldownMs()]).toEqual([false, null, null]);
      expect([pool.available('small'), callKeys().take()?.variable]).toEqual([3, 'A']);
    },
  );

  it.each<ErrorCode>(['provider.auth_failed', 'provider.quota_exhausted'])(
    'of which some are refused with %s are set aside for all models once another one answers',
    (code) => {
      const keys = callKeys();
      fail(keys, failure(code), failure(code));
      expect(pool.available('large')).toBe(3);
      keys.answered(keys.take()!);
      expect([pool.available('large'), pool.take()?.variable, pool.take()?.variable]).toEqual([1, 'C', 'C']);
    },
  );

  it('are set aside neither by a call that ends in another failure nor by the next one’s answer', () => {
    const keys = callKeys();
    fail(keys, refused, failure('provider.unavailable'));
    const next = callKeys();
    next.answered(next.take()!);
    expect(pool.available('small')).toBe(3);
  });

  it('are set aside at once where they are limited, for the model of the call', () => {
    fail(callKeys(), limited);
    expect([pool.available('small'), pool.available('large')]).toEqual([2, 3]);
  });

  it('are as they were after a failure that says nothing about keys', () => {
    const keys = callKeys();
    fail(keys, failure('provider.unavailable'), failure('provider.rejected'), failure('provider.timed_out'));
    expect([keys.hasAnother, pool.isInDoubt, pool.available('small')]).toEqual([true, false, 3]);
  });

  it('put the pool in doubt when each was limited or refused', () => {
    const keys = callKeys();
    fail(keys, refused, limited);
    expect(pool.isInDoubt).toBe(false);
    fail(keys, refused);
    expect(pool.isInDoubt).toBe(true);
  });

  it('are changed for one that has not failed yet, whichever turn it is', () => {
    const keys = callKeys();
    fail(keys, limited);
    clock.advance(1_000);
    for (let turn = 0; turn < 2; turn += 1) pool.take();
    expect([keys.hasAnother, keys.take()?.variable]).toEqual([true, 'B']);
  });

  it('are used once more where only a limit was met, when it has passed', () => {
    const keys = callKeys();
    expect(fail(keys, refused, limited, limited)).toEqual(['A', 'B', 'C']);
    expect([keys.hasAnother, keys.take(), keys.cooldownMs()]).toEqual([false, null, 1_000]);
    clock.advance(1_000);
    expect([keys.hasAnother, keys.cooldownMs(), keys.take()?.variable]).toEqual([false, null, 'B']);
  });

  it('set aside what was refused once, however often the answer is told', () => {
    const keys = callKeys();
    fail(keys, refused);
    keys.answered(B);
    pool.answered(A);
    keys.answered(B);
    expect(pool.available('small')).toBe(3);
  });

  it('of a pool of one are never set aside', () => {
    const single = new KeyPool([A], clock);
    const keys = new CallKeys(single, 'small');
    fail(keys, limited);
    expect([keys.hasAnother, keys.take()?.variable, keys.cooldownMs()]).toEqual([false, 'A', null]);
  });
});
