/** What a failure means to policies, metrics, the log and every surface: one row of the table of errors. */
export interface ErrorTraits {
  /** HTTP status of the agent surface. `client.gone` is never sent: 499 appears in the log only. */
  readonly httpStatus: number;
  /** It has this status even where the operator asks for the first phase's 400 (`AGENT_ERROR_STATUS=400`). */
  readonly keepsStatus: boolean;
  /** The same request may work another time. */
  readonly retryable: boolean;
  /** Another target of a route may do better. Never where the request is wrong, or the caller or a deadline ended it. */
  readonly fallback: boolean;
  /** It says that the model is out of order, so that its circuit breaker counts it. */
  readonly breaker: boolean;
  /** A provider's passing failure: the same provider may be asked again after a wait. */
  readonly retriedHere: boolean;
  /** The provider may have counted tokens for the attempt. Never where it said no in place of an answer, or was not reached. */
  readonly mayBeCounted: boolean;
  readonly keyCooldown: KeyCooldownScope;
  /** Label of `tollgate_errors_total`; each code has its own. */
  readonly metricClass: MetricClass;
  /** `error` for a mistake of the gateway's, `warn` for a provider or the gateway's limits, `info` for a caller's doing. */
  readonly logLevel: 'info' | 'warn' | 'error';
  readonly openai: OpenAiErrorName;
  readonly anthropic: AnthropicErrorName;
  readonly google: GoogleErrorName;
}

/** What a provider's failure does to the key it met: it is in cooldown for one `model`, for `all` of them, or not. */
export type KeyCooldownScope = 'none' | 'model' | 'all';

/**
 * Whose doing a failure was: the caller's; a rule or limit of the operator's (`policy`); the provider's; the gateway's
 * own, its configuration included. Alerts match on the beginning.
 */
export type MetricClass = `${'caller' | 'policy' | 'provider' | 'gateway'}_${string}`;

/**
 * `{"error":{"message","type","code","param"}}` of OpenAI's API, with its status. `code` is `null` where OpenAI
 * publishes none. Source: openai-openapi 2.3.0 and OpenAI's "Error codes", read in November 2026; `server_is_overloaded`
 * was seen second-hand only.
 */
export interface OpenAiErrorName {
  readonly status: number;
  readonly type: 'invalid_request_error' | 'rate_limit_error' | 'insufficient_quota' | 'server_error';
  readonly code:
    | 'invalid_api_key'
    | 'model_not_found'
    | 'rate_limit_exceeded'
    | 'budget_exceeded'
    | 'server_is_overloaded'
    | null;
}

/**
 * `{"type":"error","error":{"type","message"}}` of Anthropic's API, with its status. Source: platform.claude.com,
 * "Errors", read in November 2026.
 */
export interface AnthropicErrorName {
  readonly status: number;
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'billing_error'
    | 'not_found_error'
    | 'conflict_error'
    | 'request_too_large'
    | 'not_supported'
    | 'rate_limit_error'
    | 'api_error'
    | 'timeout_error'
    | 'overloaded_error';
}

/**
 * `{"error":{"code","message","status"}}` of Google's APIs: `status` here is the number (theirs is `code`), `name` the
 * word of google.rpc.Code (theirs is `status`).
 */
export interface GoogleErrorName {
  readonly status: number;
  readonly name:
    | 'INVALID_ARGUMENT'
    | 'FAILED_PRECONDITION'
    | 'UNAUTHENTICATED'
    | 'PERMISSION_DENIED'
    | 'NOT_FOUND'
    | 'UNIMPLEMENTED'
    | 'ABORTED'
    | 'RESOURCE_EXHAUSTED'
    | 'CANCELLED'
    | 'INTERNAL'
    | 'UNAVAILABLE'
    | 'DEADLINE_EXCEEDED';
}
