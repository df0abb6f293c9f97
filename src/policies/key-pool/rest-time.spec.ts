import { ERROR_TRAITS } from '../../common/error-table.js';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { restTimeMs } from './rest-time.js';

const HOUR_MS = 3_600_000;

const restAfter = (code: ErrorCode, retryAfterMs: number | null) =>
  restTimeMs(new GatewayError(code, '-', { retryAfterMs }));

describe('restTimeMs', () => {
  it.each<[ErrorCode, number | null, number]>([
    ['provider.rate_limited', 1_500, 1_500],
    ['provider.rate_limited', 0, 1_000],
    ['provider.rate_limited', null, 10_000],
    ['provider.rate_limited', HOUR_MS + 1, HOUR_MS],
    ['provider.quota_exhausted', 20_000, 20_000],
    ['provider.quota_exhausted', null, 300_000],
    ['provider.quota_exhausted', 24 * HOUR_MS, HOUR_MS],
    ['provider.auth_failed', null, 300_000],
    ['provider.auth_failed', 60_000, 60_000],
  ])('for %s that asks for %d ms is %d ms', (code, retryAfterMs, expected) => {
    expect(restAfter(code, retryAfterMs)).toBe(expected);
  });

  it('is none for every other failure, whatever wait it asks for', () => {
    const codes = Object.keys(ERROR_TRAITS) as ErrorCode[];
    expect(codes.filter((code) => restAfter(code, 1_000) !== null)).toEqual([
      'provider.auth_failed',
      'provider.quota_exhausted',
      'provider.rate_limited',
    ]);
  });
});
