import type { GatewayError } from '../../common/errors.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A provider may ask for days, or be wrong; one call an hour finds out. */
const MAX_REST_MS = 60 * MINUTE_MS;

/** How long a key rests after a failure, in milliseconds; `null` = the failure says nothing about the key. */
export function restTimeMs({ code, retryAfterMs }: GatewayError): number | null {
  switch (code) {
    case 'provider.rate_limited':
      return atMost(retryAfterMs ?? 10 * SECOND_MS);
    case 'provider.quota_exhausted':
      return atMost(retryAfterMs ?? 5 * MINUTE_MS);
    case 'provider.auth_failed':
      return 5 * MINUTE_MS;
    default:
      return null;
  }
}

function atMost(askedMs: number): number {
  return Math.min(askedMs, MAX_REST_MS);
}
