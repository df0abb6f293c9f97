import type { ErrorCode } from '../../common/errors.js';

/**
 * Whose doing a failure was: the caller's; a rule or limit of the operator's (`policy`); the provider's; the gateway's
 * own, its configuration included. Alerts match on the beginning.
 */
type ErrorClass = `${'caller' | 'policy' | 'provider' | 'gateway'}_${string}`;

/** The closed vocabulary of `tollgate_errors_total`; a new code does not compile before it has its class here. */
export const ERROR_CLASSES: Readonly<Record<ErrorCode, ErrorClass>> = Object.freeze({
  'request.invalid': 'caller_invalid_request',
  'request.malformed': 'caller_malformed_request',
  'request.unsupported_media_type': 'caller_unsupported_media_type',
  'request.too_large': 'policy_request_too_large',
  'request.not_found': 'caller_unknown_route',
  'request.timed_out': 'caller_slow_request',
  'request.deadline_exceeded': 'caller_deadline_exceeded',
  'auth.invalid_key': 'policy_invalid_key',
  'auth.foreign_origin': 'policy_foreign_origin',
  'model.not_found': 'caller_unknown_model',
  'provider.unknown': 'caller_unknown_provider',
  'provider.key_missing': 'gateway_key_missing',
  'provider.rejected': 'caller_rejected_by_provider',
  'provider.conflict': 'provider_conflict',
  'provider.auth_failed': 'provider_auth_failed',
  'provider.quota_exhausted': 'provider_quota_exhausted',
  'provider.rate_limited': 'provider_rate_limited',
  'provider.unavailable': 'provider_unavailable',
  'provider.unreachable': 'provider_unreachable',
  'provider.invalid_response': 'provider_invalid_response',
  'provider.timed_out': 'provider_timed_out',
  'gateway.overloaded': 'policy_overloaded',
  'gateway.draining': 'gateway_draining',
  'gateway.internal': 'gateway_internal',
  'client.gone': 'caller_gone',
});
