import { inspect } from 'node:util';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { KeyPool } from './key-pool.js';

const A = { variable: 'ACME_API_KEY', value: 'secret-a' };
const B = { variable: 'ACME_API_KEY_2', value: 'secret-b' };
const C = { variable: 'ACME_API_KEY_3', value: 'secret-c' };

const failure = (code: ErrorCode, retryAfterMs: number | null = null) =>
  new GatewayError(code, '-', { retryAfterMs });
const rateLimited = (retryAfterMs: number | null = null) => failure('provider.rate_limited', retryAfterMs);

function poolOf(...keys: ApiKey[]) {
  const clock = new ManualClock();
  return { clock, pool: new KeyPool(keys, clock) };
}

/** As a template string does it; the linter knows better than to let one be written here. */
const toText = (value: unknown) => String(value);

const takeValues = (pool: KeyPool, times: number) =>
  Array.from({ length: times }, () => pool.take()?.value ?? null);

describe('the turns of a key pool', () => {
  it('go round', () => {
    const { pool } = poolOf(A, B, C);
    expect(takeValues(pool, 4)).toEqual(['secret-a', 'secret-b', 'secret-c', 'secret-a']);
  });

  it('pass over a key that rests, and take it in again when its time is over', () => {
    const { pool, clock } = poolOf(A, B, C);
    pool.rest(B, rateLimited(2_000));
    expect(takeValues(pool, 3)).toEqual(['secret-a', 'secret-c', 'secret-a']);
    clock.advance(1_999);
    expect(pool.available()).toBe(2);
    clock.advance(1);
    expect(pool.available()).toBe(3);
    expect(takeValues(pool, 3)).toEqual(['secret-b', 'secret-c', 'secret-a']);
  });

  it('count a value once that stands in two variables', () => {
    const { pool } = poolOf(A, { variable: 'ACME_API_KEY_OLD', value: A.value }, B);
    expect(pool.size).toBe(2);
    expect(takeValues(pool, 3)).toEqual(['secret-a', 'secret-b', 'secret-a']);
  });

  it('are none without keys', () => {
    const { pool } = poolOf();
    expect([pool.size, pool.available(), pool.take(), pool.cooldownMs()]).toEqual([0, 0, null, null]);
  });
});

describe('a pool whose keys all rest', () => {
  it('gives none, and says how long until the first comes back', () => {
    const { pool, clock } = poolOf(A, B);
    pool.rest(A, rateLimited(30_000));
    expect(pool.cooldownMs()).toBeNull();
    clock.advance(1_000);
    pool.rest(B, rateLimited());
    expect([pool.take(), pool.available(), pool.cooldownMs()]).toEqual([null, 0, 10_000]);
    clock.advance(9_999);
    expect([pool.take(), pool.cooldownMs()]).toEqual([null, 1]);
    clock.advance(1);
    expect([pool.take()?.value, pool.cooldownMs()]).toEqual(['secret-b', null]);
  });
});

describe('a report', () => {
  it('of a shorter cooldown does not cut a longer one short', () => {
    const { pool } = poolOf(A, B);
    pool.rest(A, failure('provider.auth_failed'));
    pool.rest(A, rateLimited(1_000));
    pool.rest(B, rateLimited(600_000));
    expect(pool.cooldownMs()).toBe(300_000);
  });

  it('of a failure that is not the key’s changes nothing', () => {
    const { pool } = poolOf(A, B);
    pool.rest(A, failure('provider.unavailable', 60_000));
    expect(pool.available()).toBe(2);
  });

  it('about a key that is not in the pool changes nothing', () => {
    const { pool } = poolOf(A, B);
    pool.rest(C, rateLimited(60_000));
    expect(pool.available()).toBe(2);
  });

  it('about a key that the pool handed out puts that key into cooldown', () => {
    const { pool } = poolOf(A, B);
    const taken = pool.take();
    if (taken) pool.rest(taken, rateLimited(60_000));
    expect(takeValues(pool, 2)).toEqual(['secret-b', 'secret-b']);
  });

  it.each<ErrorCode>(['provider.rate_limited', 'provider.auth_failed', 'provider.quota_exhausted'])(
    'of %s leaves a single key available, so that the provider itself answers the next request',
    (code) => {
      const { pool } = poolOf(A);
      pool.rest(A, failure(code, 60_000));
      expect([pool.available(), pool.cooldownMs(), pool.take()?.value]).toEqual([1, null, 'secret-a']);
    },
  );
});

describe('what is printed of a pool and its keys', () => {
  const { pool } = poolOf(A, B);
  const key = pool.take();
  const hidden = { showHidden: true, getters: true, depth: null } as const;

  it.each([
    ['a pool in a template string', toText(pool), 'KeyPool(ACME_API_KEY, ACME_API_KEY_2; 2 available)'],
    ['a pool inspected', inspect(pool), 'KeyPool(ACME_API_KEY, ACME_API_KEY_2; 2 available)'],
    ['a pool as JSON', JSON.stringify(pool), '{"variables":["ACME_API_KEY","ACME_API_KEY_2"],"available":2}'],
    ['a key in a template string', toText(key), 'ApiKey(ACME_API_KEY)'],
    ['a key inspected', inspect(key), 'ApiKey(ACME_API_KEY)'],
    ['a key as JSON', JSON.stringify(key), '{"variable":"ACME_API_KEY"}'],
    ['a copy of a key', inspect({ ...key }), "{ variable: 'ACME_API_KEY' }"],
  ])('names variables only: %s', (_, printed, expected) => {
    expect(printed).toBe(expected);
  });

  it.each([
    ['every hidden field', hidden],
    ['no custom inspection', { ...hidden, customInspect: false, getters: false, showHidden: false }],
  ])('holds no value when inspected with %s', (_, options) => {
    expect(inspect({ pool, key, keys: [key] }, options)).not.toContain('secret');
  });
});

describe('a key pool is in doubt', () => {
  it('from as many refusals on as it has keys, until one of them is answered', () => {
    const { pool } = poolOf(A, B);
    pool.refused(A);
    expect(pool.isInDoubt).toBe(false);
    pool.refused(B);
    expect(pool.isInDoubt).toBe(true);
    pool.answered(B);
    pool.refused(A);
    expect(pool.isInDoubt).toBe(false);
  });

  it('not by one key that many calls at once find refused', () => {
    const { pool } = poolOf(A, B);
    for (let count = 0; count < 10; count += 1) pool.refused(A);
    expect(pool.isInDoubt).toBe(false);
  });
});

describe('a pool whose keys all rest for refusals', () => {
  const refused = failure('provider.auth_failed');
  const allRefused = () => {
    const { pool, clock } = poolOf(A, B);
    for (const key of [A, B]) pool.rest(key, refused);
    return { pool, clock };
  };

  it('tries one every five seconds, for the refusal may have passed', () => {
    const { pool, clock } = allRefused();
    clock.advance(4_999);
    expect(pool.take()).toBeNull();
    clock.advance(1);
    expect(takeValues(pool, 2)).toEqual(['secret-a', null]);
    pool.rest(A, refused);
    clock.advance(5_000);
    expect(takeValues(pool, 2)).toEqual(['secret-b', null]);
  });

  it('takes the one in again that is answered', () => {
    const { pool, clock } = allRefused();
    clock.advance(5_000);
    pool.take();
    pool.answered(A);
    expect(takeValues(pool, 2)).toEqual(['secret-a', 'secret-a']);
  });

  it('tries none that the call leaves out', () => {
    const { pool, clock } = allRefused();
    clock.advance(5_000);
    expect(pool.take('small', new Set(['ACME_API_KEY']))?.value).toBe('secret-b');
  });

  it('tries none that met a limit as well, and goes on to one that did not', () => {
    const { pool, clock } = poolOf(A, B);
    pool.rest(A, rateLimited(60_000), 'small');
    for (const key of [A, B]) pool.rest(key, refused, 'small');
    clock.advance(5_000);
    expect([pool.take('small')?.value, pool.take('small')]).toEqual(['secret-b', null]);
  });

  it('tries none whose pause the provider named itself', () => {
    const { pool, clock } = poolOf(A, B);
    for (const key of [A, B]) pool.rest(key, failure('provider.quota_exhausted', 60_000));
    clock.advance(59_999);
    expect(pool.take()).toBeNull();
  });
});

describe('a limit', () => {
  it('is one of the model that met it; a refusal is one of the key', () => {
    const { pool } = poolOf(A, B);
    pool.rest(A, rateLimited(60_000), 'small');
    expect([pool.available('small'), pool.available('large')]).toEqual([1, 2]);
    pool.rest(A, failure('provider.auth_failed'), 'small');
    expect([pool.available('small'), pool.available('large')]).toEqual([1, 1]);
  });

  it('is remembered for so many models, however many a caller names', () => {
    const { pool } = poolOf(A, B);
    for (let count = 0; count < 10_000; count += 1) pool.rest(A, rateLimited(60_000), `model-${count}`);
    expect([pool.available('model-9999'), pool.available('model-0')]).toEqual([1, 2]);
  });
});
