import type { ScopedLimit } from './limit.js';
import { limitExceeded } from './limit-refusal.js';

const NOW_MS = Date.parse('2026-11-30T12:00:00Z');
const ofKey = (more: Partial<ScopedLimit>): ScopedLimit => ({
  scope: { kind: 'key', id: 'abcdefgh' },
  kind: 'requests',
  limit: 2,
  per: 'minute',
  model: null,
  ...more,
});
const reached = { index: 0, remaining: 0, resetMs: 40_000, retryAfterMs: 1_500 };
const refusalOf = (more: Partial<ScopedLimit>) => {
  const { message, retryAfterMs, members } = limitExceeded(ofKey(more), reached, NOW_MS);
  return { message, retryAfterMs, members };
};

describe('the refusal by a limit', () => {
  it('tells when there is room again', () => {
    expect(refusalOf({})).toMatchObject({
      message: "This gateway's limit of 2 requests a minute (key) is reached; try again in 2 s.",
      retryAfterMs: 1_500,
      members: { limit: { limit: 2, resets_at: '2026-11-30T12:00:40.000Z' } },
    });
  });

  it('tells in headers how the limit stands, as an answer does', () => {
    const state = { ...reached, remaining: 3.5 };
    expect(limitExceeded(ofKey({ kind: 'tokens', limit: 100 }), state, NOW_MS).headers).toEqual({
      'x-ratelimit-limit-tokens': '100',
      'x-ratelimit-remaining-tokens': '3',
      'x-ratelimit-reset-tokens': '40s',
    });
    expect(limitExceeded(ofKey({ limit: 0 }), state, NOW_MS).headers).toEqual({});
    expect(limitExceeded(ofKey({ kind: 'concurrent', per: null }), state, NOW_MS).headers).toEqual({});
  });

  it.each<[Partial<ScopedLimit>, string]>([
    [{ kind: 'tokens', per: 'hour' }, '0 tokens an hour'],
    [{ kind: 'requests', per: 'second' }, '0 requests a second'],
    [{ kind: 'concurrent', per: null }, '0 calls at once'],
  ])('has nobody try again where a limit lets none in: %j', (more, what) => {
    const error = limitExceeded(ofKey({ limit: 0, ...more }), reached, NOW_MS);
    expect(error).toMatchObject({
      message: `This gateway's limit of ${what} (key) lets none in; ask its operator.`,
      isRetryable: false,
      retryAfterMs: 3_600_000,
      members: { limit: { limit: 0, resets_at: null } },
    });
  });
});
