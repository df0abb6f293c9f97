import type { ErrorTraits } from './error-traits.js';

/** What programs tell failures apart by. Published, so a code never changes its meaning. */
export type ErrorCode =
  | 'request.invalid'
  | 'request.malformed'
  | 'request.unsupported_media_type'
  | 'request.too_large'
  | 'request.not_found'
  | 'request.in_progress'
  | 'request.idempotency_mismatch'
  | 'request.method_not_allowed'
  | 'request.upgrade_required'
  | 'request.not_supported'
  | 'request.timed_out'
  | 'request.deadline_exceeded'
  | 'auth.invalid_key'
  | 'auth.foreign_origin'
  | 'auth.not_allowed'
  | 'budget.exceeded'
  | 'limit.exceeded'
  | 'model.not_found'
  | 'provider.unknown'
  | 'provider.key_missing'
  | 'provider.rejected'
  | 'provider.conflict'
  | 'provider.auth_failed'
  | 'provider.quota_exhausted'
  | 'provider.rate_limited'
  | 'provider.unavailable'
  | 'provider.unreachable'
  | 'provider.invalid_response'
  | 'provider.timed_out'
  | 'gateway.overloaded'
  | 'gateway.draining'
  | 'gateway.exhausted'
  | 'gateway.store_away'
  | 'gateway.internal'
  | 'client.gone';

// prettier-ignore
/**
 * The one table of errors: all that the gateway does because of a code stands in its row.
 *
 * On the other surfaces a failure has the status of the agent surface, but where that API has a status of its own for
 * the situation (404 of an unknown model). What is wrong with the operator's account at a provider is never told as if
 * it were the caller's account (401, 402). Google's FAILED_PRECONDITION means "do not retry before it is mended".
 */
export const ERROR_TRAITS: Readonly<Record<ErrorCode, ErrorTraits>> = Object.freeze({
  'request.invalid': {
    httpStatus: 400, keepsStatus: false, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_invalid_request', logLevel: 'info',
    openai: { status: 400, type: 'invalid_request_error', code: null },
    anthropic: { status: 400, type: 'invalid_request_error' }, google: { status: 400, name: 'INVALID_ARGUMENT' },
  },
  'request.malformed': {
    httpStatus: 400, keepsStatus: false, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_malformed_request', logLevel: 'info',
    openai: { status: 400, type: 'invalid_request_error', code: null },
    anthropic: { status: 400, type: 'invalid_request_error' }, google: { status: 400, name: 'INVALID_ARGUMENT' },
  },
  'request.unsupported_media_type': {
    httpStatus: 415, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_unsupported_media_type', logLevel: 'info',
    openai: { status: 415, type: 'invalid_request_error', code: null },
    anthropic: { status: 415, type: 'invalid_request_error' }, google: { status: 415, name: 'INVALID_ARGUMENT' },
  },
  'request.too_large': {
    httpStatus: 413, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_request_too_large', logLevel: 'info',
    openai: { status: 413, type: 'invalid_request_error', code: null },
    anthropic: { status: 413, type: 'request_too_large' }, google: { status: 413, name: 'INVALID_ARGUMENT' },
  },
  'request.not_found': {
    httpStatus: 404, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_unknown_route', logLevel: 'info',
    openai: { status: 404, type: 'invalid_request_error', code: null },
    anthropic: { status: 404, type: 'not_found_error' }, google: { status: 404, name: 'NOT_FOUND' },
  },
  'request.method_not_allowed': {
    httpStatus: 405, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_wrong_method', logLevel: 'info',
    openai: { status: 405, type: 'invalid_request_error', code: null },
    anthropic: { status: 405, type: 'invalid_request_error' }, google: { status: 405, name: 'INVALID_ARGUMENT' },
  },
  // A request with the same Idempotency-Key is under way: its answer will be this one's.
  'request.in_progress': {
    httpStatus: 409, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_in_progress', logLevel: 'info',
    openai: { status: 409, type: 'invalid_request_error', code: null },
    anthropic: { status: 409, type: 'conflict_error' }, google: { status: 409, name: 'ABORTED' },
  },
  'request.idempotency_mismatch': {
    httpStatus: 422, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_idempotency_mismatch', logLevel: 'info',
    openai: { status: 422, type: 'invalid_request_error', code: null },
    anthropic: { status: 422, type: 'invalid_request_error' }, google: { status: 422, name: 'INVALID_ARGUMENT' },
  },
  // A WebSocket is asked for where there is plain HTTP only.
  'request.upgrade_required': {
    httpStatus: 426, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_wrong_protocol', logLevel: 'info',
    openai: { status: 426, type: 'invalid_request_error', code: null },
    anthropic: { status: 426, type: 'invalid_request_error' }, google: { status: 426, name: 'INVALID_ARGUMENT' },
  },
  // An operation that the API has, and Tollgate does not serve. Anthropic's protocol for gateways has a name for it.
  'request.not_supported': {
    httpStatus: 501, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_unsupported_operation', logLevel: 'info',
    openai: { status: 501, type: 'invalid_request_error', code: null },
    anthropic: { status: 501, type: 'not_supported' }, google: { status: 501, name: 'UNIMPLEMENTED' },
  },
  'request.timed_out': {
    httpStatus: 408, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_slow_request', logLevel: 'info',
    openai: { status: 408, type: 'invalid_request_error', code: null },
    anthropic: { status: 408, type: 'timeout_error' }, google: { status: 408, name: 'DEADLINE_EXCEEDED' },
  },
  'request.deadline_exceeded': {
    httpStatus: 504, keepsStatus: false, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_deadline_exceeded', logLevel: 'info',
    openai: { status: 504, type: 'server_error', code: null },
    anthropic: { status: 504, type: 'timeout_error' }, google: { status: 504, name: 'DEADLINE_EXCEEDED' },
  },
  'auth.invalid_key': {
    httpStatus: 401, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_invalid_key', logLevel: 'info',
    openai: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
    anthropic: { status: 401, type: 'authentication_error' }, google: { status: 401, name: 'UNAUTHENTICATED' },
  },
  'auth.foreign_origin': {
    httpStatus: 403, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_foreign_origin', logLevel: 'info',
    openai: { status: 403, type: 'invalid_request_error', code: null },
    anthropic: { status: 403, type: 'permission_error' }, google: { status: 403, name: 'PERMISSION_DENIED' },
  },
  // A 429 is tried again by SDKs; Anthropic's protocol for gateways says it all the same, with `x-should-retry: false`.
  'budget.exceeded': {
    httpStatus: 402, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_budget_exceeded', logLevel: 'info',
    openai: { status: 402, type: 'insufficient_quota', code: 'budget_exceeded' },
    anthropic: { status: 429, type: 'billing_error' }, google: { status: 402, name: 'RESOURCE_EXHAUSTED' },
  },
  'limit.exceeded': {
    httpStatus: 429, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_limit_exceeded', logLevel: 'info',
    openai: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
    anthropic: { status: 429, type: 'rate_limit_error' }, google: { status: 429, name: 'RESOURCE_EXHAUSTED' },
  },
  'auth.not_allowed': {
    httpStatus: 403, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'policy_not_allowed', logLevel: 'info',
    openai: { status: 403, type: 'invalid_request_error', code: null },
    anthropic: { status: 403, type: 'permission_error' }, google: { status: 403, name: 'PERMISSION_DENIED' },
  },
  'model.not_found': {
    httpStatus: 400, keepsStatus: false, retryable: false, fallback: true, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_unknown_model', logLevel: 'info',
    openai: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
    anthropic: { status: 404, type: 'not_found_error' }, google: { status: 404, name: 'NOT_FOUND' },
  },
  'provider.unknown': {
    httpStatus: 404, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_unknown_provider', logLevel: 'warn',
    openai: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
    anthropic: { status: 404, type: 'not_found_error' }, google: { status: 404, name: 'NOT_FOUND' },
  },
  'provider.key_missing': {
    httpStatus: 400, keepsStatus: false, retryable: false, fallback: true, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'gateway_key_missing', logLevel: 'warn',
    openai: { status: 400, type: 'invalid_request_error', code: null },
    anthropic: { status: 400, type: 'invalid_request_error' }, google: { status: 400, name: 'FAILED_PRECONDITION' },
  },
  'provider.rejected': {
    httpStatus: 400, keepsStatus: false, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'caller_rejected_by_provider', logLevel: 'warn',
    openai: { status: 400, type: 'invalid_request_error', code: null },
    anthropic: { status: 400, type: 'invalid_request_error' }, google: { status: 400, name: 'INVALID_ARGUMENT' },
  },
  'provider.conflict': {
    httpStatus: 409, keepsStatus: false, retryable: true, fallback: true, breaker: false, keyCooldown: 'none',
    retriedHere: true, mayBeCounted: false,
    metricClass: 'provider_conflict', logLevel: 'warn',
    openai: { status: 409, type: 'invalid_request_error', code: null },
    anthropic: { status: 409, type: 'conflict_error' }, google: { status: 409, name: 'ABORTED' },
  },
  'provider.auth_failed': {
    httpStatus: 502, keepsStatus: false, retryable: false, fallback: true, breaker: false, keyCooldown: 'all',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'provider_auth_failed', logLevel: 'warn',
    openai: { status: 502, type: 'server_error', code: null },
    anthropic: { status: 502, type: 'api_error' }, google: { status: 502, name: 'FAILED_PRECONDITION' },
  },
  'provider.quota_exhausted': {
    httpStatus: 502, keepsStatus: false, retryable: false, fallback: true, breaker: false, keyCooldown: 'all',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'provider_quota_exhausted', logLevel: 'warn',
    openai: { status: 502, type: 'server_error', code: null },
    anthropic: { status: 502, type: 'api_error' }, google: { status: 502, name: 'FAILED_PRECONDITION' },
  },
  'provider.rate_limited': {
    httpStatus: 429, keepsStatus: false, retryable: true, fallback: true, breaker: false, keyCooldown: 'model',
    retriedHere: true, mayBeCounted: false,
    metricClass: 'provider_rate_limited', logLevel: 'warn',
    openai: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
    anthropic: { status: 429, type: 'rate_limit_error' }, google: { status: 429, name: 'RESOURCE_EXHAUSTED' },
  },
  'provider.unavailable': {
    httpStatus: 502, keepsStatus: false, retryable: true, fallback: true, breaker: true, keyCooldown: 'none',
    retriedHere: true, mayBeCounted: true,
    metricClass: 'provider_unavailable', logLevel: 'warn',
    openai: { status: 502, type: 'server_error', code: null },
    anthropic: { status: 502, type: 'api_error' }, google: { status: 502, name: 'UNAVAILABLE' },
  },
  'provider.unreachable': {
    httpStatus: 502, keepsStatus: false, retryable: true, fallback: true, breaker: true, keyCooldown: 'none',
    retriedHere: true, mayBeCounted: false,
    metricClass: 'provider_unreachable', logLevel: 'warn',
    openai: { status: 502, type: 'server_error', code: null },
    anthropic: { status: 502, type: 'api_error' }, google: { status: 502, name: 'UNAVAILABLE' },
  },
  'provider.invalid_response': {
    httpStatus: 502, keepsStatus: false, retryable: true, fallback: true, breaker: true, keyCooldown: 'none',
    retriedHere: true, mayBeCounted: true,
    metricClass: 'provider_invalid_response', logLevel: 'warn',
    openai: { status: 502, type: 'server_error', code: null },
    anthropic: { status: 502, type: 'api_error' }, google: { status: 502, name: 'UNAVAILABLE' },
  },
  'provider.timed_out': {
    httpStatus: 504, keepsStatus: false, retryable: true, fallback: true, breaker: true, keyCooldown: 'none',
    retriedHere: true, mayBeCounted: true,
    metricClass: 'provider_timed_out', logLevel: 'warn',
    openai: { status: 504, type: 'server_error', code: null },
    anthropic: { status: 504, type: 'timeout_error' }, google: { status: 504, name: 'DEADLINE_EXCEEDED' },
  },
  'gateway.overloaded': {
    httpStatus: 503, keepsStatus: true, retryable: true, fallback: true, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: true,
    metricClass: 'policy_overloaded', logLevel: 'warn',
    openai: { status: 503, type: 'server_error', code: 'server_is_overloaded' },
    anthropic: { status: 503, type: 'overloaded_error' }, google: { status: 503, name: 'UNAVAILABLE' },
  },
  'gateway.draining': {
    httpStatus: 503, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: true,
    metricClass: 'gateway_draining', logLevel: 'warn',
    openai: { status: 503, type: 'server_error', code: null },
    anthropic: { status: 503, type: 'overloaded_error' }, google: { status: 503, name: 'UNAVAILABLE' },
  },
  'gateway.exhausted': {
    httpStatus: 503, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: true,
    metricClass: 'gateway_exhausted', logLevel: 'error',
    openai: { status: 503, type: 'server_error', code: null },
    anthropic: { status: 503, type: 'overloaded_error' }, google: { status: 503, name: 'UNAVAILABLE' },
  },
  // What has to be written, or looked up, before a call may be made cannot be.
  'gateway.store_away': {
    httpStatus: 503, keepsStatus: true, retryable: true, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: false,
    metricClass: 'gateway_store_away', logLevel: 'error',
    openai: { status: 503, type: 'server_error', code: null },
    anthropic: { status: 503, type: 'api_error' }, google: { status: 503, name: 'UNAVAILABLE' },
  },
  'gateway.internal': {
    httpStatus: 500, keepsStatus: false, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: true,
    metricClass: 'gateway_internal', logLevel: 'error',
    openai: { status: 500, type: 'server_error', code: null },
    anthropic: { status: 500, type: 'api_error' }, google: { status: 500, name: 'INTERNAL' },
  },
  'client.gone': {
    httpStatus: 499, keepsStatus: true, retryable: false, fallback: false, breaker: false, keyCooldown: 'none',
    retriedHere: false, mayBeCounted: true,
    metricClass: 'caller_gone', logLevel: 'info',
    openai: { status: 499, type: 'invalid_request_error', code: null },
    anthropic: { status: 499, type: 'invalid_request_error' }, google: { status: 499, name: 'CANCELLED' },
  },
});
