import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { sandboxError } from './sandbox-errors.js';

/** What `fail=` accepts, and the error that a real provider's failure of that kind becomes. */
export const SANDBOX_FAILURES: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['rate_limited', 'provider.rate_limited'],
  ['quota_exhausted', 'provider.quota_exhausted'],
  ['auth_failed', 'provider.auth_failed'],
  ['unavailable', 'provider.unavailable'],
  ['unreachable', 'provider.unreachable'],
  ['timed_out', 'provider.timed_out'],
  ['invalid_response', 'provider.invalid_response'],
  ['rejected', 'provider.rejected'],
  ['not_found', 'model.not_found'],
  // statuses of an upstream, classified as those of the real providers are
  ['400', 'provider.rejected'],
  ['401', 'provider.auth_failed'],
  ['402', 'provider.quota_exhausted'],
  ['403', 'provider.auth_failed'],
  ['404', 'model.not_found'],
  ['408', 'provider.timed_out'],
  ['429', 'provider.rate_limited'],
  ['500', 'provider.unavailable'],
  ['502', 'provider.unavailable'],
  ['503', 'provider.unavailable'],
  ['504', 'provider.unavailable'],
  ['529', 'provider.unavailable'],
]);

/** The failures with which a provider may say how long to wait. */
export const FAILURES_WITH_RETRY_AFTER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider.rate_limited',
  'provider.unavailable',
]);

export interface SandboxFailure {
  /** As the caller wrote it after `fail=`. */
  readonly name: string;
  readonly code: ErrorCode;
}

/** The failure that the model's name asks for. */
export function simulatedFailure(failure: SandboxFailure, retryAfterMs: number | null): GatewayError {
  const explanation = `this failure (${failure.name}) is simulated: "fail=${failure.name}" in the model's name asked for it.`;
  const param = failure.code === 'model.not_found' ? { param: 'model' } : {};
  return sandboxError(failure.code, explanation, { ...param, retryAfterMs });
}
