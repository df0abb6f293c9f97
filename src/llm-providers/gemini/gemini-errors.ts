import { noteLimits } from '../upstream/limit-headers.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { codeOfStatus, type CodesByStatus } from '../upstream/code-of-status.js';
import { isReport } from '../upstream/failure-report.js';
import { readProviderReason, type ProviderReason } from '../upstream/provider-reason.js';
import { verdictOf, type Verdict } from '../upstream/refusal.js';
import { fromReport } from '../upstream/reported-failure.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { retryDelayMs } from './gemini-retry-delay.js';
import { saysNothing, saysSuccess } from '../upstream/says-nothing.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/** What it means here and not everywhere. */
const OWN_CODES_OF_STATUS: CodesByStatus = Object.freeze({ 504: 'provider.timed_out' });

/** Names of google.rpc. */
const CODES_OF_NAME: Readonly<Record<string, ErrorCode>> = Object.freeze({
  UNAUTHENTICATED: 'provider.auth_failed',
  PERMISSION_DENIED: 'provider.auth_failed',
  FAILED_PRECONDITION: 'provider.rejected',
  NOT_FOUND: 'model.not_found',
  RESOURCE_EXHAUSTED: 'provider.rate_limited',
  DEADLINE_EXCEEDED: 'provider.timed_out',
  INVALID_ARGUMENT: 'provider.rejected',
  OUT_OF_RANGE: 'provider.rejected',
});

const KEY_REFUSED: Verdict = Object.freeze({ code: 'provider.auth_failed' });

/** The key's project has no billing. ai.google.dev/gemini-api/docs/troubleshooting, read 2026-11-23. */
const BILLING = /\benable billing\b/i;

/** What a key may see is not the key: "You do not have permission to access the File x or it may not exist." */
const OTHERS_FILE = /\bpermission to access the (?:file|cached ?content)\b/i;

interface ReportedError {
  /** `null` = HTTP said all is well. */
  readonly status: number | null;
  /** The error, or the body that holds it: JSON or text. */
  readonly error: unknown;
  readonly headers?: Headers;
  readonly nowMs?: number;
}

/** The error that a body holds, by itself or in an array; `null` = none. One that tells of a success is none. */
export function errorIn(body: unknown): Fields | null {
  for (const holder of Array.isArray(body) ? objectsOf(body) : [body]) {
    const found = isObject(holder) ? errorOf(holder) : null;
    if (found !== null) return found;
  }
  return null;
}

function errorOf(holder: Fields): Fields | null {
  const { error, candidates } = holder;
  if (saysNothing(error) && objectsOf(candidates).length > 0) return null;
  if (!saysSuccess(error)) {
    if (typeof error === 'string' && error !== '') return { message: error };
    if (isObject(error)) return error;
  }
  return isReport(holder) ? holder : null;
}

/** A failure that Gemini reported, by a status or inside an answer of HTTP 200. */
export function fromGeminiError(reported: ReportedError, call: UpstreamCall): GatewayError {
  const { status, headers, nowMs = call.nowMs } = reported;
  noteLimits(headers, call);
  const reason = readProviderReason(reported.error);
  const verdict = classify(status, reason, call.request.model);
  const isLimit = verdict.code === 'provider.rate_limited';
  return fromReport(
    {
      ...verdict,
      status,
      reason,
      ...(verdict.code === 'model.not_found' && { param: 'model' }),
      told: {
        wire: 'google',
        body:
          isObject(reported.error) && 'error' in reported.error ? reported.error : { error: reported.error },
      },
      retryAfterMs: isLimit ? retryDelayMs(reason.fields, headers, nowMs) : null,
    },
    call,
  );
}

function classify(httpStatus: number | null, reason: ProviderReason, model: string): Verdict {
  const { fields, message, status: inside } = reason;
  if (details(fields, 'ErrorInfo').some(isAboutKey)) return KEY_REFUSED;
  const words = message ?? '';
  const status = httpStatus ?? inside;
  if (reason.type === 'FAILED_PRECONDITION' && BILLING.test(words)) return KEY_REFUSED;
  if (status === 403 && OTHERS_FILE.test(words)) return { code: 'provider.rejected' };
  const verdict = verdictOf(status, reason, model);
  if (verdict) return verdict;
  const code = codeOf(status, reason.type);
  return { code: code === 'provider.rate_limited' && isSpent(fields) ? 'provider.quota_exhausted' : code };
}

/** The status goes before the name; 400 is the one that stands for several things. */
function codeOf(status: number | null, name: string | null): ErrorCode {
  const named = name !== null && Object.hasOwn(CODES_OF_NAME, name) ? CODES_OF_NAME[name] : undefined;
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
