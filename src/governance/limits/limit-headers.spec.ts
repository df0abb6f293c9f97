import { headersByName } from '../../common/http/headers-in-turns.js';
import { durationText, limitHeaders } from './limit-headers.js';
import type { ScopedLimit } from './limit.js';

const limit = (kind: ScopedLimit['kind'], most: number): ScopedLimit => ({
  kind,
  limit: most,
  per: 'minute',
  model: null,
  scope: { kind: 'key', id: 'k' },
});

describe('the headers of limits', () => {
  it.each([
    [0, '0ms'],
    [19.2, '20ms'],
    [1_000, '1s'],
    [59_001, '1m0s'],
    [360_000, '6m0s'],
    [3_723_000, '1h2m3s'],
    [3_600_000, '1h0m0s'],
  ])('tell %s milliseconds as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('tell of the tightest limit of each kind', () => {
    const limits = [
      limit('requests', 100),
      limit('requests', 10),
      limit('concurrent', 4),
      limit('tokens', 1_000),
    ];
    const states = [50, 9, 0, 10].map((remaining, at) => ({ remaining, resetMs: (at + 1) * 1_000 }));
    expect(headersByName(limitHeaders(limits, states))).toEqual({
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '50',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '10',
      'x-ratelimit-reset-tokens': '4s',
    });
  });
});
