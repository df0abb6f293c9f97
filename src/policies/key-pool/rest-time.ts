import type { GatewayError } from '../../common/errors.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A provider may ask for days, or be wrong; one call an hour finds out. */
const MAX_REST_MS = 60 * MINUTE_MS;

/** How long a key rests after a failure, in milliseconds; `null` = the failure says nothing about the key. */
export function restTimeMs({ code, retryAfterMs }: GatewayError): number | null {
  switch (code) {
    case 'provider.rate_limited':
      return within(retryAfterMs ?? 10 * SECOND_MS);
    case 'provider.quota_exhausted':
      return within(retryAfterMs ?? 5 * MINUTE_MS);
    case 'provider.auth_failed':
      return 5 * MINUTE_MS;
    default:
      return null;
  }
}

/** A key that was just refused is not asked again in the same breath, whatever pause the provider named. */
function within(askedMs: number): number {
  return Math.min(Math.max(askedMs, SECOND_MS), MAX_REST_MS);
}
