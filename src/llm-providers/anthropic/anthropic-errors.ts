import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { retryAfterMs } from '../../common/retry-after.js';
import { codeOfStatus, type CodesByStatus } from '../upstream/code-of-status.js';
import { fromReport, invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, saysNothing, type Fields } from '../upstream/wire-fields.js';

/** Source: platform.claude.com/docs, Errors; anthropics/anthropic-sdk-python#938. Read 2026-11-23. */
const CODES_OF_TYPE: Readonly<Record<string, ErrorCode>> = Object.freeze({
  invalid_request_error: 'provider.rejected',
  authentication_error: 'provider.auth_failed',
  billing_error: 'provider.quota_exhausted',
  permission_error: 'provider.auth_failed',
  not_found_error: 'model.not_found',
  conflict_error: 'provider.rejected',
  request_too_large: 'provider.rejected',
  rate_limit_error: 'provider.rate_limited',
  api_error: 'provider.unavailable',
  timeout_error: 'provider.timed_out',
  overloaded_error: 'provider.unavailable',
});

/** What it means here and not everywhere. */
const OWN_CODES_OF_STATUS: CodesByStatus = Object.freeze({ 504: 'provider.timed_out' });

/** A spent credit has been seen as a 400: anthropics/claude-code#66314, read 2026-11-23. */
const SPENT_CREDIT = /^your credit balance is too low\b/i;

/** An answer with a status that is no success. */
export function readErrorStatus(
  status: number,
  body: unknown,
  headers: Headers,
  call: UpstreamCall,
): GatewayError {
  const error = errorIn(body);
  if (status === 404 && (error === null || isAboutAddress(error))) {
    return invalidResponse('it has no such address; check its base URL', call);
  }
  const code = spentCredit(error) ?? codeOfStatus(status, OWN_CODES_OF_STATUS);
  return report(code, status, error, call, retryAfterMs(headers, call.nowMs));
}

/** A failure that is told where HTTP said all is well: in an event, or in place of an answer. */
export function readErrorObject(body: unknown, call: UpstreamCall): GatewayError {
  const error = errorIn(body);
  return report(spentCredit(error) ?? codeOfType(error?.['type']), null, error, call, null);
}

/**
 * The failure in an answer, or an event, of HTTP 200; `null` = there is none. An error that says nothing is none beside
 * a message.
 */
export function reportedError(
  body: Fields,
  event: string | undefined,
  call: UpstreamCall,
): GatewayError | null {
  const { type, error } = body;
  const isError = type === 'error' || event === 'error';
  const told = Array.isArray(body['content']) && saysNothing(error) ? null : error;
  if (typeof told === 'string' && told !== '') return readErrorObject({ error: { message: told } }, call);
  return isError || isObject(told) ? readErrorObject(body, call) : null;
}

function report(
  code: ErrorCode,
  status: number | null,
  error: Fields | null,
  call: UpstreamCall,
  waitMs: number | null,
) {
  const message = error?.['message'];
  return fromReport({ code, status, message, param: fieldIn(message), retryAfterMs: waitMs }, call);
}

function errorIn(body: unknown): Fields | null {
  return isObject(body) && isObject(body['error']) ? body['error'] : null;
}

function spentCredit(error: Fields | null): ErrorCode | null {
  const { type, message } = error ?? {};
  const isSpent = type === 'billing_error' || (typeof message === 'string' && SPENT_CREDIT.test(message));
  return isSpent ? 'provider.quota_exhausted' : null;
}

function codeOfType(type: unknown): ErrorCode {
  const isKnown = typeof type === 'string' && Object.hasOwn(CODES_OF_TYPE, type);
  return (isKnown && CODES_OF_TYPE[type]) || 'provider.unavailable';
}

/** "temperature: Input should be less than or equal to 1" begins with the field, "messages.0.content: …" with its path. */
function fieldIn(message: unknown): string | undefined {
  return typeof message === 'string' ? /^([a-z_]+)(?:[.]\w+)*: /.exec(message)?.[1] : undefined;
}

/** A model that is not there is named; a path that is not there is not. */
function isAboutAddress({ message }: Fields): boolean {
  return typeof message === 'string' && /^not found\.?$/i.test(message);
}
