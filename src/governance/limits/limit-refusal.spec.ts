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

  it('has nobody try again soon where a limit lets none in', () => {
    expect(refusalOf({ limit: 0, kind: 'tokens', per: 'hour' })).toMatchObject({
      message: "This gateway's limit of 0 tokens an hour (key) lets none in; ask its operator.",
      retryAfterMs: 3_600_000,
      members: { limit: { limit: 0, resets_at: '2026-11-30T13:00:00.000Z' } },
    });
  });

  it('tells a second of calls at once, whatever the limit is', () => {
    expect(refusalOf({ limit: 0, kind: 'concurrent', per: null })).toMatchObject({ retryAfterMs: 1_500 });
  });
});
