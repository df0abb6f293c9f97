import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { codeOfStatus, isHttpStatus, type CodesByStatus } from '../upstream/code-of-status.js';
import { fromReport, invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { retryDelayMs } from './gemini-retry-delay.js';
import { isObject, objectsOf, saysNothing, type Fields } from '../upstream/wire-fields.js';

/** What it means here and not everywhere. */
const OWN_CODES_OF_STATUS: CodesByStatus = Object.freeze({ 504: 'provider.timed_out' });

/** Names of google.rpc. */
const CODES_OF_NAME: Readonly<Record<string, ErrorCode>> = Object.freeze({
  UNAUTHENTICATED: 'provider.auth_failed',
  PERMISSION_DENIED: 'provider.auth_failed',
  // Its region or billing does not allow the call: nothing that a caller could mend.
  // ai.google.dev/gemini-api/docs/troubleshooting, read 2026-11-23.
  FAILED_PRECONDITION: 'provider.auth_failed',
  NOT_FOUND: 'model.not_found',
  RESOURCE_EXHAUSTED: 'provider.rate_limited',
  DEADLINE_EXCEEDED: 'provider.timed_out',
  INVALID_ARGUMENT: 'provider.rejected',
  OUT_OF_RANGE: 'provider.rejected',
});

export interface ReportedError {
  /** `null` = HTTP said all is well. */
  readonly status: number | null;
  /** `null` = the answer held none. */
  readonly error: Fields | null;
  readonly headers?: Headers;
  readonly nowMs?: number;
}

/** The error that a body holds, by itself or in an array; `null` = none. */
export function errorIn(body: unknown): Fields | null {
  const holder: unknown = Array.isArray(body) ? body.find((item) => isObject(item) && item['error']) : body;
  if (!isObject(holder)) return null;
  const { error, candidates } = holder;
  if (saysNothing(error) && objectsOf(candidates).length > 0) return null;
  if (typeof error === 'string' && error !== '') return { message: error };
  return isObject(error) ? error : null;
}

/** A failure that Gemini reported, by a status or inside an answer of HTTP 200. */
export function fromGeminiError(reported: ReportedError, call: UpstreamCall): GatewayError {
  const { status, error, headers, nowMs = call.nowMs } = reported;
  if (status === 404 && error === null) {
    return invalidResponse('it has no such address; check its base URL', call);
  }
  const code = classify(status, error ?? {});
  const isLimit = code === 'provider.rate_limited';
  return fromReport(
    {
      code,
      status,
      message: error?.['message'],
      ...(code === 'model.not_found' && { param: 'model' }),
      retryAfterMs: isLimit ? retryDelayMs(error ?? {}, headers, nowMs) : null,
    },
    call,
  );
}

function classify(status: number | null, error: Fields): ErrorCode {
  if (details(error, 'ErrorInfo').some(isAboutKey)) return 'provider.auth_failed';
  const code = codeOf(status, error);
  return code === 'provider.rate_limited' && isSpent(error) ? 'provider.quota_exhausted' : code;
}

/** The HTTP status goes before what the body says; 400 is the one that stands for several things. */
function codeOf(httpStatus: number | null, { code, status: name }: Fields): ErrorCode {
  const status = httpStatus ?? (typeof code === 'number' && isHttpStatus(code) ? code : null);
  const named =
    typeof name === 'string' && Object.hasOwn(CODES_OF_NAME, name) ? CODES_OF_NAME[name] : undefined;
  if (status === null || status === 400)
    return named ?? (status === 400 ? 'provider.rejected' : 'provider.unavailable');
  return codeOfStatus(status, OWN_CODES_OF_STATUS);
}

/** A key that is wrong is told with status 400. */
function isAboutKey({ reason }: Fields): boolean {
  return typeof reason === 'string' && reason.startsWith('API_KEY_');
}

/** A limit of the day, or one of 0: no waiting mends it. Seen in langgenius/dify#19838, continuedev/continue#9570. */
function isSpent(error: Fields): boolean {
  const { message } = error;
  if (typeof message === 'string' && /\blimit: 0\b/.test(message)) return true;
  const violations = details(error, 'QuotaFailure').flatMap((failure) => objectsOf(failure['violations']));
  return violations.some(({ quotaId }) => typeof quotaId === 'string' && quotaId.includes('PerDay'));
}

function details(error: Fields, type: string): Fields[] {
  return objectsOf(error['details']).filter((detail) => {
    const name = detail['@type'];
    return typeof name === 'string' && name.endsWith(`.${type}`);
  });
}
