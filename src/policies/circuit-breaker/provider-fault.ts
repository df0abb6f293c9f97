import type { ErrorCode, GatewayError } from '../../common/errors.js';

const PROVIDER_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider.unavailable',
  'provider.unreachable',
  'provider.timed_out',
  'provider.invalid_response',
]);

/**
 * Whether a failure says that the model is out of order, so that a breaker counts it. A rate limit, a refused key or
 * a spent quota concern our key; a refusal or an unknown model, the request; the rest, the caller or this gateway.
 */
export function isProviderFault(error: GatewayError): boolean {
  return PROVIDER_FAULTS.has(error.code);
}
