import { GatewayError, type ErrorCode, type GatewayErrorDetails } from '../../common/errors.js';
import { transportFault, type TransportFault } from '../../common/http/transport-errors.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { ApiKey, ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { blamedParameters, saysNothing } from './blamed-parameters.js';
import { isHttpStatus } from './code-of-status.js';
import { keyValues } from './redact-key.js';
import { scrubProviderMessage } from './scrub.js';

/** A call to a provider: all that a message about its failure may speak of. */
export interface UpstreamCall {
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
  /** The key that it is made with; `null` = none is sent. */
  readonly apiKey: ApiKey | null;
  readonly request: CompletionRequest;
  readonly nowMs: number;
}

const FAULT_ERRORS: Readonly<Record<TransportFault, readonly [ErrorCode, string]>> = Object.freeze({
  unreachable: ['provider.unreachable', 'it could not be reached at the configured address'],
  reset: ['provider.unavailable', 'it closed the connection before the answer was complete'],
  'first-byte-timeout': ['provider.timed_out', 'no first byte in time (UPSTREAM_FIRST_BYTE_TIMEOUT_MS)'],
  'idle-timeout': ['provider.timed_out', 'the answer stopped coming (UPSTREAM_IDLE_TIMEOUT_MS)'],
  unreadable: ['provider.invalid_response', 'what it sends is not HTTP, or its headers are too large'],
  'cut-short': ['provider.invalid_response', 'the answer broke off before it was complete'],
  'too-large': [
    'provider.invalid_response',
    'the answer is larger than accepted (UPSTREAM_MAX_ANSWER_BYTES)',
  ],
});

/** A failure at or below HTTP; `null` = it is none. */
export function fromTransportFailure(error: unknown, call: UpstreamCall): GatewayError | null {
  const fault = transportFault(error);
  return fault && fromFault(fault, call, error);
}

const ODD_STATUS = 'it answered with a status that HTTP does not know';

export function fromFault(fault: TransportFault, call: UpstreamCall, cause: unknown): GatewayError {
  const [code, what] = FAULT_ERRORS[fault];
  return providerError(code, what, call, {
    cause,
    mayBeBilled: code === 'provider.timed_out' || fault === 'too-large',
  });
}

/** What a provider said of a failure, as its adapter read it. */
export interface ReportedFailure {
  readonly code: ErrorCode;
  /** `null` = HTTP said all is well. */
  readonly status: number | null;
  readonly message: unknown;
  /** What the report quotes of the request beside the message. */
  readonly quotedInput?: unknown;
  /** The field at fault, by its name in the request. */
  readonly param?: unknown;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** A failure that the provider itself reported, in its own words only where they are about the request. */
export function fromReport(report: ReportedFailure, call: UpstreamCall): GatewayError {
  const { code, status, message, quotedInput, param, cause, retryAfterMs = null } = report;
  const isShown = isAboutTheRequest(code);
  const request = withInput(call.request, quotedInput);
  const said = isShown ? scrubProviderMessage(message, keyValues(call.settings), request) : null;
  return providerError(code, said ?? plainWords(code, status, call), call, {
    cause,
    retryAfterMs,
    isUncounted: true,
    ...(isShown && isParameterOf(param, call.request) ? { param } : {}),
    ...(isRefusal(code, status) && {
      blamedParameters: blamedParameters(call.request, report),
      isUnexplained: typeof param !== 'string' && saysNothing(message),
    }),
  });
}

/** A piece that the provider cut out of a long message, as a message of its own: too short to be found there. */
function withInput(request: CompletionRequest, input: unknown): CompletionRequest {
  if (typeof input !== 'string') return request;
  return { ...request, messages: [...request.messages, { role: 'user', content: input }] };
}

/** HTTP said all is well, but what came is no answer. */
export function invalidResponse(what: string, call: UpstreamCall, cause?: unknown): GatewayError {
  return providerError('provider.invalid_response', what, call, { cause });
}

export function providerError(
  code: ErrorCode,
  what: string,
  { definition }: UpstreamCall,
  details: GatewayErrorDetails,
): GatewayError {
  return new GatewayError(code, `${definition.displayName} API error: ${what.replace(/\.$/, '')}.`, details);
}

/** One that may be about single fields of the request; too long or of the wrong type is none of these. */
function isRefusal(code: ErrorCode, status: number | null): boolean {
  return code === 'provider.rejected' && (status === null || status === 400 || status === 422);
}

/** The provider's own words are shown only where the caller can do something about them. */
function isAboutTheRequest(code: ErrorCode): boolean {
  return code === 'provider.rejected' || code === 'model.not_found';
}

/** A provider may name anything as the field at fault; only a field of the request is passed on. */
function isParameterOf(param: unknown, request: CompletionRequest): param is string {
  if (typeof param !== 'string' || !/^[a-z_]+([.[][a-z0-9_\]]+)*$/.test(param) || param.length > 64)
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
