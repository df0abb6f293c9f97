import type { ErrorCode } from '../../common/errors.js';
import { codeOfStatus, type CodesByStatus } from '../upstream/code-of-status.js';

/** The `error` object of OpenAI's and its followers' answers; every field may be missing or of another type. */
export interface WireError {
  readonly message?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
  readonly code?: unknown;
}

/**
 * OpenAI's 429s that no waiting mends. Source: OpenAI docs, Error codes, read 2026-11-23; all but
 * `insufficient_quota` were seen in secondary places only.
 */
const SPENT_QUOTA = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_hard_limit_reached',
]);

/** Names that stand where no status tells the class: in a stream, or inside an answer of HTTP 200. */
const CODES_OF_NAME: Readonly<Record<string, ErrorCode>> = Object.freeze({
  invalid_api_key: 'provider.auth_failed',
  authentication_error: 'provider.auth_failed',
  permission_error: 'provider.auth_failed',
  model_not_found: 'model.not_found',
  not_found_error: 'model.not_found',
  rate_limit_exceeded: 'provider.rate_limited',
  rate_limit_error: 'provider.rate_limited',
  slow_down: 'provider.rate_limited',
  context_length_exceeded: 'provider.rejected',
  invalid_request_error: 'provider.rejected',
  timeout: 'provider.timed_out',
});

/** The class of a failure that the provider reported; `status` is `null` where HTTP said 200. */
export function classifyWireError(
  status: number | null,
  error: WireError,
  codesByStatus?: CodesByStatus,
): ErrorCode {
  const names = [error.code, error.type].filter((name) => typeof name === 'string');
  if (names.some((name) => SPENT_QUOTA.has(name))) return 'provider.quota_exhausted';
  if (names.includes('model_not_found')) return 'model.not_found';
  if (names.includes('invalid_api_key')) return 'provider.auth_failed';
  const effective = status ?? statusInside(error.code);
  if (effective !== null) return codeOfStatus(effective, codesByStatus);
  const known = names.find((name) => Object.hasOwn(CODES_OF_NAME, name));
  return (known !== undefined && CODES_OF_NAME[known]) || 'provider.unavailable';
}

/** Some put the status into `code`, as a number or as its digits. */
function statusInside(code: unknown): number | null {
  const status = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code;
  return typeof status === 'number' && status >= 300 && status <= 599 ? status : null;
}
