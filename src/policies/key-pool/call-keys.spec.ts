import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { fingerprintOf } from '../affinity/rendezvous.js';
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
    'of which some are refused with %s rest for all models once another one answers',
    (code) => {
      const keys = callKeys();
      fail(keys, failure(code), failure(code));
      expect(pool.available('large')).toBe(3);
      keys.answered(keys.take()!);
      expect([pool.available('large'), pool.take()?.variable, pool.take()?.variable]).toEqual([1, 'C', 'C']);
    },
  );

  it('rest neither for a call that ends in another failure nor for the next one’s answer', () => {
    const keys = callKeys();
    fail(keys, refused, failure('provider.unavailable'));
    const next = callKeys();
    next.answered(next.take()!);
    expect(pool.available('small')).toBe(3);
  });

  it('rest at once where they are limited, for the model of the call', () => {
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

  it('rest once for one refusal, however often the answer is told', () => {
    const keys = callKeys();
    fail(keys, refused);
    keys.answered(B);
    pool.answered(A);
    keys.answered(B);
    expect(pool.available('small')).toBe(3);
  });

  it('of a pool of one never rest', () => {
    const single = new KeyPool([A], clock);
    const keys = new CallKeys(single, 'small');
    fail(keys, limited);
    expect([keys.hasAnother, keys.take()?.variable, keys.cooldownMs()]).toEqual([false, 'A', null]);
  });

  describe('of a session', () => {
    const session = fingerprintOf('session');
    const ofSession = () => new CallKeys(pool, 'small', session);
    const first = () => ofSession().take()!;

    it('are one and the same, and take no turns from others', () => {
      const own = first();
      expect([first(), first(), first()]).toEqual([own, own, own]);
      expect([callKeys(), callKeys(), callKeys(), callKeys()].map((keys) => keys.take()?.variable)).toEqual([
        'A',
        'B',
        'C',
        'A',
      ]);
    });

    it('are changed after any failure, for this call alone', () => {
      const own = first();
      const keys = ofSession();
      const taken = fail(keys, failure('provider.unavailable'), failure('provider.unavailable'));
      expect([taken[0], new Set([...taken, keys.take()?.variable]).size]).toEqual([own.variable, 3]);
      expect(first()).toBe(own);
    });

    it('are asked again where each has failed with what is not theirs', () => {
      const keys = ofSession();
      fail(keys, failure('provider.unavailable'), failure('provider.unavailable'), limited);
      expect(keys.take()).not.toBeNull();
    });

    it('are others while one is limited, and the same again when that has passed', () => {
      const own = first();
      fail(ofSession(), limited);
      const other = first();
      expect(other).not.toBe(own);
      expect(first()).toBe(other);
      clock.advance(1_000);
      expect(first()).toBe(own);
    });
  });

  describe('of which one was refused that other calls are answered with', () => {
    const answeredWith = (key: ApiKey) => pool.answered(key, 'small');

    it('lose none where such an answer comes between the refusal and that of another key', () => {
      const keys = callKeys();
      fail(keys, refused);
      answeredWith(A);
      keys.answered(keys.take()!);
      expect(pool.available('small')).toBe(3);
    });

    it('have it back at once where such an answer comes later', () => {
      const keys = callKeys();
      fail(keys, refused);
      keys.answered(keys.take()!);
      expect(pool.available('small')).toBe(2);
      answeredWith(A);
      expect(pool.available('small')).toBe(3);
    });

    it('lose it only by a second refusal without an answer between them', () => {
      answeredWith(A);
      const refuseA = () => {
        const keys = callKeys();
        keys.failed(A, refused);
        keys.answered(B);
      };
      refuseA();
      answeredWith(A);
      refuseA();
      expect(pool.available('small')).toBe(3);
      refuseA();
      expect(pool.available('small')).toBe(2);
    });

    it('lose it at once where the provider names a pause', () => {
      answeredWith(A);
      const keys = callKeys();
      keys.failed(A, failure('provider.auth_failed', 60_000));
      keys.answered(B);
      expect(pool.available('small')).toBe(2);
    });
  });

  it('are changed, and rest for no other call, where a request asks for more than an account has', () => {
    const keys = callKeys();
    const tooDear = new GatewayError('provider.quota_exhausted', '-', { sparesKey: true });
    expect(fail(keys, tooDear)).toEqual(['A']);
    const next = keys.take()!;
    expect(next.variable).toBe('B');
    keys.answered(next);
    expect(pool.available('small')).toBe(3);
  });

  describe('that one call is limited with, all of them', () => {
    const long = failure('provider.rate_limited', 60_000);
    const limitAll = () => fail(callKeys(), long, long, long);
    beforeEach(() => pool.answered(A, 'small'));

    it('are back for others in a second, if the model was answered before', () => {
      limitAll();
      expect([pool.available('small'), pool.cooldownMs('small')]).toEqual([0, 1_000]);
      clock.advance(1_000);
      expect(pool.available('small')).toBe(3);
    });

    it('rest for as long as the provider says at the second time without an answer between them', () => {
      limitAll();
      clock.advance(1_000);
      limitAll();
      expect(pool.cooldownMs('small')).toBe(60_000);
    });

    it('are tried by one call every few seconds meanwhile, and are all back with its answer', () => {
      limitAll();
      clock.advance(1_000);
      limitAll();
      expect(callKeys().take()).toBeNull();
      clock.advance(5_000);
      const trial = callKeys();
      const key = trial.take();
      expect([key === null, callKeys().take()]).toEqual([false, null]);
      trial.answered(key!);
      expect([pool.available('small'), pool.cooldownMs('small')]).toEqual([3, null]);
    });

    it('are tried again no sooner where the trial is limited, too', () => {
      limitAll();
      clock.advance(1_000);
      limitAll();
      clock.advance(5_000);
      fail(callKeys(), long);
      expect(callKeys().take()).toBeNull();
      clock.advance(4_999);
      expect(callKeys().take()).toBeNull();
      clock.advance(1);
      expect(callKeys().take()).not.toBeNull();
    });

    it('are back in a second each time, while calls of the model are answered between', () => {
      for (let round = 0; round < 5; round += 1) {
        limitAll();
        clock.advance(1_000);
        const keys = callKeys();
        keys.answered(keys.take()!);
      }
      expect(pool.available('small')).toBe(3);
    });

    it('rest on where it is another model that is answered', () => {
      limitAll();
      clock.advance(1_000);
      pool.answered(A, 'large');
      limitAll();
      expect(pool.cooldownMs('small')).toBe(60_000);
    });
  });
});
