import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { codeOfStatus } from '../upstream/code-of-status.js';
import { sandboxError } from './sandbox-errors.js';

/** Of an upstream; they are taken as those of a real provider are. */
const STATUSES = [400, 401, 402, 403, 404, 408, 429, 500, 502, 503, 504, 529];

/** The status by which Anthropic, and those who have it from there, say that they have too much to do. */
const OVERLOADED = '529';

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
  ...STATUSES.map((status): [string, ErrorCode] => [String(status), codeOfStatus(status)]),
]);

/** The failures with which a provider may say how long to wait. */
export const FAILURES_WITH_RETRY_AFTER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider.rate_limited',
  'provider.unavailable',
]);

/** A failure to simulate, and the code that it has here. */
export interface SandboxFailure {
  /** As the caller wrote it after `fail=`. */
  readonly name: string;
  readonly code: ErrorCode;
}

/** The failure that the model's name asks for. */
export function simulatedFailure(failure: SandboxFailure, retryAfterMs: number | null): GatewayError {
  const explanation = `this failure (${failure.name}) is simulated: "fail=${failure.name}" in the model's name asked for it.`;
  const param = failure.code === 'model.not_found' ? { param: 'model' } : {};
  const isOverload = failure.name === OVERLOADED;
  return sandboxError(failure.code, explanation, { ...param, retryAfterMs, isOverload });
}
