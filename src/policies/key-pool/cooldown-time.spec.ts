import { ERROR_TRAITS } from '../../common/error-table.js';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { cooldownTimeMs } from './cooldown-time.js';

const HOUR_MS = 3_600_000;

const cooldownAfter = (code: ErrorCode, retryAfterMs: number | null) =>
  cooldownTimeMs(new GatewayError(code, '-', { retryAfterMs }));

describe('cooldownTimeMs', () => {
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
    expect(cooldownAfter(code, retryAfterMs)).toBe(expected);
  });

  it('is none for every other failure, whatever wait it asks for', () => {
    const codes = Object.keys(ERROR_TRAITS) as ErrorCode[];
    expect(codes.filter((code) => cooldownAfter(code, 1_000) !== null)).toEqual([
      'provider.auth_failed',
      'provider.quota_exhausted',
      'provider.rate_limited',
    ]);
  });
});
