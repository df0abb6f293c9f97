import type { ErrorCode, GatewayError } from '../common/errors.js';

/**
 * What another target may do better. Never a request that is itself wrong, nor what the caller, a deadline or the
 * gateway ended.
 */
const MENDED_ELSEWHERE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider.unavailable',
  'provider.unreachable',
  'provider.timed_out',
  'provider.invalid_response',
  'provider.conflict',
  'provider.rate_limited',
  'provider.quota_exhausted',
  'provider.auth_failed',
  'provider.key_missing',
  'model.not_found',
  'gateway.overloaded',
]);

export function isMendedElsewhere({ code }: GatewayError): boolean {
  return MENDED_ELSEWHERE.has(code);
}
