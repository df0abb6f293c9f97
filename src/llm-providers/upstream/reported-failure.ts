import type { ErrorCode, GatewayError, WireDetails } from '../../common/errors.js';
import type { ModelRequest } from '../../port/canonical.js';
import { blameOf } from './blame.js';
import { blamedParameters } from './blamed-parameters.js';
import { saysContextIsExceeded } from './context-exceeded.js';
import { isHttpStatus } from './code-of-status.js';
import { ownReport, type ReportedBody } from './own-report.js';
import { NO_REASON, type ProviderReason } from './provider-reason.js';
import { keyValues } from './redact-key.js';
import { isMissingModelName, toName } from './reason-words.js';
import type { Verdict } from './refusal.js';
import { scrubProviderMessage } from './scrub.js';
import { providerError, type UpstreamCall } from './upstream-failure.js';

/** What a provider said of a failure, as its adapter read it. */
export interface ReportedFailure extends Verdict {
  /** `null` = HTTP said all is well. */
  readonly status: number | null;
  readonly reason?: ProviderReason;
  /** What the report quotes of the request beside the message. */
  readonly quotedInput?: unknown;
  /** The field at fault by its name in the request, where the reason does not have it. */
  readonly param?: unknown;
  readonly retryAfterMs?: number | null;
  readonly wireDetails?: WireDetails | undefined;
  /** Its names for failures are those of OpenAI's wire. Default false. */
  readonly isInOpenAiWords?: boolean;
  /** As it came, where its wire is one that callers speak. */
  readonly told?: ReportedBody;
  readonly cause?: unknown;
}

/**
 * A failure that the provider itself reported. Its own words go to the caller where they are about the request, and to
 * the log always; both without a key, and not at all where they quote the request.
 */
export function fromReport(report: ReportedFailure, call: UpstreamCall): GatewayError {
  const { status, reason = NO_REASON, cause, retryAfterMs = null } = report;
  const code = codeOf(report, call.request);
  const param = withBrackets(report.param ?? reason.param);
  const keys = keyValues(call.settings);
  const scrub = (text: string | null) => scrubProviderMessage(text, keys, call.request, report.quotedInput);
  const said = scrub(reason.message);
  const name = scrub(reason.code ?? reason.type);
  const upstreamReason = reasonForLog(status, name, said);
  const blame = blameOf(code, status, { ...reason, param }, call.request);
  const details = { cause, upstreamReason, isUncounted: true, ...blame };
  if (report.isWrongAddress) return providerError(code, WRONG_ADDRESS, call, { ...details, isLasting: true });
  const isShown = isAboutTheRequest(code);
  const own = report.told ? ownReport(report.told, { ...report, code }, call) : null;
  return providerError(code, wordsFor({ ...report, code }, isShown ? said : null, call), call, {
    ...details,
    ownReport: own,
    // No pause mends what this request asks for.
    retryAfterMs: code === 'provider.rejected' ? null : retryAfterMs,
    isOverload: saysOverloaded(code, status, reason),
    isContextExceeded: code === 'provider.rejected' && saysContextIsExceeded(reason),
    ownCode: report.isInOpenAiWords && isOfRequest(code, status) ? ownCode(reason.code, scrub) : null,
    ...(report.wireDetails && { wireDetails: report.wireDetails }),
    ...(report.sparesKey === undefined ? {} : { sparesKey: report.sparesKey }),
    mayWorkElsewhere: report.mayWorkElsewhere ?? isOfTheModel(report, param),
    ...(isShown && isParameterOf(param, call.request) ? { param } : {}),
  });
}

/** A 429 of one request's own size has the name of a limit, for which callers would wait in vain. */
function isOfRequest(code: ErrorCode, status: number | null): boolean {
  return code === 'provider.rejected' && status !== 429;
}

const OWN_CODE = /^[a-z][a-z0-9_]{1,63}$/;

/** `null` = it is no name, such as the digits of a status, or not fit to be shown. */
function ownCode(name: string | null, scrub: (text: string) => string | null): string | null {
  return name !== null && OWN_CODE.test(name) && scrub(name) === name ? name : null;
}

/** A message that speaks of a field by its name is about the field, though it tells the model, too. */
function codeOf({ code, status, reason = NO_REASON }: ReportedFailure, request: ModelRequest): ErrorCode {
  const isByName = [reason.code, reason.type].some((name) => isMissingModelName(toName(name)));
  if (code !== 'model.not_found' || isByName || !isOfFields(status)) return code;
  const { param, message } = reason;
  const isBlamed = blamedParameters(request, { param, message }).some((name) => FIELD.test(name));
  return isBlamed ? 'provider.rejected' : code;
}

/** Of HTTP at Anthropic, and at those who have it from there. */
const OVERLOADED = 529;

/**
 * The provider has too much to do, by its status, a name (`overloaded_error`, OpenAI's `server_is_overloaded`) or words
 * ("The model is overloaded", Gemini; "Engine is overloaded", Moonshot).
 */
function saysOverloaded(
  code: ErrorCode,
  status: number | null,
  { type, code: name, message }: ProviderReason,
): boolean {
  if (code !== 'provider.unavailable') return false;
  return status === OVERLOADED || [type, name, message].some((words) => /overloaded/i.test(words ?? ''));
}

/** Names that are no words of a sentence about a model. */
const FIELD = /_|^(?:temperature|logprobs|seed|stop|tools)$/;

/** The value of `model` is refused: another target of a route has another. */
function isOfTheModel({ status }: ReportedFailure, param: unknown): boolean {
  return param === 'model' && isOfFields(status);
}

const WRONG_ADDRESS = 'it has no such address; check its base URL';
const ODD_STATUS = 'it answered with a status that HTTP does not know';

function wordsFor(report: ReportedFailure, said: string | null, call: UpstreamCall): string {
  const plain = report.sparesKey
    ? `the credit behind ${call.apiKey?.variable ?? 'its key'} does not cover this request; ask for fewer tokens`
    : plainWords(report.code, report.status, call);
  if (said === null) return plain;
  // The title of a page does not say what it is about.
  return report.reason?.isPage ? `${plain}: ${said}` : said;
}

/** One line for the operator: "status 404: model_not_found: The model does not exist"; `null` = nothing was said. */
function reasonForLog(status: number | null, name: string | null, said: string | null): string | null {
  const isNew = name !== null && !said?.includes(name) && name !== String(status);
  const parts = [status === null ? null : `status ${status}`, isNew ? name : null, said];
  return parts.filter((part) => part !== null).join(': ') || null;
}

function isOfFields(status: number | null): boolean {
  return status === null || status === 400 || status === 422;
}

/** The provider's own words are shown only where the caller can do something about them. */
function isAboutTheRequest(code: ErrorCode): boolean {
  return code === 'provider.rejected' || code === 'model.not_found';
}

/** `messages.2.content`, as FastAPI's servers write it, in OpenAI's manner; surfaces may count otherwise. */
function withBrackets(param: unknown): unknown {
  return typeof param === 'string' ? param.replace(/\.(\d+)(?=[.[]|$)/g, '[$1]') : param;
}

/** A provider may name anything as the field at fault; only a field of the request is passed on. */
function isParameterOf(param: unknown, request: ModelRequest): param is string {
  if (typeof param !== 'string' || !/^[a-z_]+((\.|\.?\[)[a-z0-9_\]]+)*$/.test(param) || param.length > 64)
    return false;
  return Object.hasOwn(request, param.split(/[.[]/)[0] ?? '');
}

function plainWords(code: ErrorCode, status: number | null, { apiKey, request }: UpstreamCall): string {
  const answered = status === null ? 'it reported a failure' : `it answered with status ${status}`;
  switch (code) {
    case 'provider.auth_failed':
      return `it refused this gateway's key; check ${apiKey?.variable ?? 'its key'} and what the key may do`;
    case 'provider.quota_exhausted':
      return `the quota or credit behind ${apiKey?.variable ?? 'its key'} is spent`;
    case 'provider.rate_limited':
      return `it is rate limiting ${apiKey?.variable ?? 'this gateway'}; try again later`;
    case 'model.not_found':
      return `it has no model "${request.model}", or this key may not use it`;
    case 'provider.rejected':
      return `it refused the request (${answered})`;
    case 'provider.conflict':
      return `it reports a conflict with another request (${answered}); try again`;
    case 'provider.timed_out':
      return `it gave up waiting (${answered})`;
    default:
      if (status !== null && !isHttpStatus(status)) return ODD_STATUS;
      return status !== null && status >= 300 && status < 400
        ? `it redirects (status ${status}), and redirects are not followed; check its base URL`
        : `it is failing (${answered}); try again later`;
  }
}
