import type { ErrorCode, GatewayError, WireDetails } from '../../common/errors.js';
import { retryAfterMs } from '../../common/retry-after.js';
import { codeOfStatus, type CodesByStatus } from '../upstream/code-of-status.js';
import { isReport } from '../upstream/failure-report.js';
import { readProviderReason, type ProviderReason } from '../upstream/provider-reason.js';
import { verdictOf, type Verdict } from '../upstream/refusal.js';
import { noteLimits } from '../upstream/limit-headers.js';
import { fromReport } from '../upstream/reported-failure.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { saysNothing, saysSuccess } from '../upstream/says-nothing.js';
import { isObject, wordIn, type Fields } from '../upstream/wire-fields.js';

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

/** Types that stand for several things, by the status that they come with elsewhere. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = Object.freeze({
  invalid_request_error: 400,
  permission_error: 403,
  not_found_error: 404,
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
  noteLimits(headers, call);
  const reason = readProviderReason(body);
  const verdict = spentCredit(reason) ??
    verdictOf(status, reason, call.request.model) ?? { code: codeOfStatus(status, OWN_CODES_OF_STATUS) };
  const told = { waitMs: retryAfterMs(headers, call.nowMs), wireDetails: detailsIn(body, call), body };
  return report(verdict, status, reason, call, told);
}

/** A failure that is told where HTTP said all is well: in an event, or in place of an answer. */
function readErrorObject(body: unknown, call: UpstreamCall): GatewayError {
  const reason = readProviderReason(body);
  const status = reason.status ?? statusOfType(reason.type);
  const verdict = spentCredit(reason) ??
    verdictOf(status, reason, call.request.model) ?? { code: codeInside(reason) };
  return report(verdict, null, reason, call, { waitMs: null, wireDetails: detailsIn(body, call), body });
}

/**
 * The failure in an answer, or an event, of HTTP 200; `null` = there is none. An error that tells of a success is none;
 * one that says nothing is none beside a message.
 */
export function reportedError(
  body: Fields,
  event: string | undefined,
  call: UpstreamCall,
): GatewayError | null {
  const { type, error } = body;
  if (saysSuccess(error)) return isReport(body) ? readErrorObject(body, call) : null;
  const isError = type === 'error' || event === 'error';
  const told = Array.isArray(body['content']) && saysNothing(error) ? null : error;
  if (typeof told === 'string' && told !== '') return readErrorObject({ error: { message: told } }, call);
  return isError || isObject(told) || isReport(body) ? readErrorObject(body, call) : null;
}

interface Told {
  readonly waitMs: number | null;
  readonly wireDetails: WireDetails | undefined;
  readonly body: unknown;
}

/**
 * By its `error_code` the SDK chooses an exception, and its loop of tools what to try next; `unsupported` says what of a
 * request that is about. Source: @anthropic-ai/sdk 1.14.0, core/error-classes and lib/internal/threads, read 2026-11-29.
 */
function detailsIn(body: unknown, call: UpstreamCall): WireDetails | undefined {
  const error = isObject(body) ? body['error'] : null;
  const details = isObject(error) && isObject(error['details']) ? error['details'] : {};
  const code = wordIn(details['error_code'], call);
  if (code === null) return undefined;
  const { unsupported } = details;
  const names = Array.isArray(unsupported) ? unsupported.map((name) => wordIn(name, call)) : null;
  return {
    error_code: code,
    ...(names && { unsupported: names.filter((name) => name !== null).slice(0, 20) }),
  };
}

function report(
  verdict: Verdict,
  status: number | null,
  reason: ProviderReason,
  call: UpstreamCall,
  { waitMs, wireDetails, body }: Told,
): GatewayError {
  const param = rootOf(reason.param) ?? fieldIn(reason.message);
  const told = { wire: 'anthropic', body } as const;
  return fromReport({ ...verdict, status, reason, param, retryAfterMs: waitMs, wireDetails, told }, call);
}

function spentCredit({ type, message }: ProviderReason): Verdict | null {
  const isSpent = type === 'billing_error' || SPENT_CREDIT.test(message ?? '');
  return isSpent ? { code: 'provider.quota_exhausted' } : null;
}

function statusOfType(type: string | null): number | null {
  return type !== null && Object.hasOwn(STATUS_OF_TYPE, type) ? (STATUS_OF_TYPE[type] ?? null) : null;
}

function codeInside({ type, status }: ProviderReason): ErrorCode {
  const isKnown = type !== null && Object.hasOwn(CODES_OF_TYPE, type);
  const other = status === null ? 'provider.unavailable' : codeOfStatus(status, OWN_CODES_OF_STATUS);
  return (isKnown && CODES_OF_TYPE[type]) || other;
}

/** Of a path the field alone: the API counts turns and blocks, which are not the caller's messages and parts. */
function rootOf(path: string | null): string | undefined {
  return /^[a-z_]+/.exec(path ?? '')?.[0];
}

/** "temperature: Input should be less than or equal to 1" begins with the field, "messages.0.content: …" with its path. */
function fieldIn(message: string | null): string | undefined {
  return /^([a-z_]+)(?:[.]\w+)*: /.exec(message ?? '')?.[1];
}
