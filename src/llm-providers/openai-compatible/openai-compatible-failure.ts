import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { transportFault, type TransportFault } from '../../common/http/transport-errors.js';
import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { retryAfterMs } from '../../common/retry-after.js';
import type { CompletionRequest } from '../port/canonical.js';
import type { ProviderDefinition, ProviderSettings } from '../port/provider-definition.js';
import { classifyWireError, type WireError } from './openai-errors.js';
import { NotAStreamError } from './openai-sdk-client.js';
import { scrubProviderMessage } from './scrub.js';

/** A call to a provider: all that a message about its failure may speak of. */
export interface UpstreamCall {
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
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

/** Whatever the SDK, or the transport below it, threw; what is none of theirs comes back as it is. */
export function fromSdkFailure(error: unknown, call: UpstreamCall): unknown {
  if (error instanceof GatewayError) return error;
  const notAStream = notAStreamIn(error);
  if (notAStream) return fromOtherAnswer(notAStream, call);
  if (error instanceof APIUserAbortError) return new GatewayError('client.gone', 'The call was cancelled.');
  const fault = error instanceof APIConnectionTimeoutError ? 'first-byte-timeout' : transportFault(error);
  if (fault) {
    const [code, what] = FAULT_ERRORS[fault];
    return providerError(code, what, call, { cause: error });
  }
  if (error instanceof SyntaxError) return invalidResponse('its answer is not readable JSON', call, error);
  if (!(error instanceof APIError)) return error;
  const { status, headers } = error as { status?: number; headers?: Headers };
  if (status === undefined && error.error === undefined) {
    return providerError('provider.unreachable', 'the connection failed', call, { cause: error });
  }
  return fromWireError(status ?? null, (error.error ?? null) as WireError | null, call, headers, error);
}

function notAStreamIn(error: unknown): NotAStreamError | null {
  if (error instanceof NotAStreamError) return error;
  return error instanceof Error && error.cause instanceof NotAStreamError ? error.cause : null;
}

/** In place of a stream: an error in JSON, or anything. */
function fromOtherAnswer({ body }: NotAStreamError, call: UpstreamCall): GatewayError {
  const noStream = (cause?: unknown) =>
    invalidResponse('it did not answer with the stream it was asked for', call, cause);
  try {
    const { error } = JSON.parse(body) as { error?: WireError | string | null };
    if (!error) return noStream();
    return fromWireError(null, typeof error === 'string' ? { message: error } : error, call);
  } catch (error) {
    return noStream(error);
  }
}

/** A failure that the provider itself reported, with a status or inside an answer of HTTP 200. */
export function fromWireError(
  status: number | null,
  body: WireError | null,
  call: UpstreamCall,
  headers?: Headers,
  cause?: unknown,
): GatewayError {
  const wire = isWireError(body) ? body : null;
  if (status === 404 && (wire === null || isAboutAddress(wire))) {
    return invalidResponse('it has no such address; check its base URL', call, cause);
  }
  const code = classifyWireError(status, wire ?? {});
  const said = isAboutTheRequest(code)
    ? scrubProviderMessage(wire?.message, call.settings.apiKey, call.request)
    : null;
  return providerError(code, said ?? plainWords(code, status, call), call, {
    cause,
    retryAfterMs: retryAfterMs(headers, call.nowMs),
    ...(isAboutTheRequest(code) && isParameterOf(wire?.param, call.request) ? { param: wire.param } : {}),
  });
}

/** FastAPI's `{"detail":"Not Found"}` comes from no model server's own code. */
function isWireError(body: WireError | null): body is WireError {
  return (
    typeof body === 'object' && body !== null && ['message', 'code', 'type'].some((name) => name in body)
  );
}

/** "Invalid URL (POST /v1/v1/chat/completions)": the operator's mistake, not the caller's. */
function isAboutAddress({ message, code }: WireError): boolean {
  return code !== 'model_not_found' && typeof message === 'string' && /\burl\b/i.test(message);
}

/** HTTP said all is well, but what came is no answer. */
export function invalidResponse(what: string, call: UpstreamCall, cause?: unknown): GatewayError {
  return providerError('provider.invalid_response', what, call, { cause });
}

function providerError(
  code: ErrorCode,
  what: string,
  { definition }: UpstreamCall,
  details: ConstructorParameters<typeof GatewayError>[2],
): GatewayError {
  return new GatewayError(code, `${definition.displayName} API error: ${what.replace(/\.$/, '')}.`, details);
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

function plainWords(code: ErrorCode, status: number | null, { definition, request }: UpstreamCall): string {
  const answered = status === null ? 'it reported a failure' : `it answered with status ${status}`;
  switch (code) {
    case 'provider.auth_failed':
      return `it refused this gateway's key; check ${definition.apiKeyVariable ?? 'its key'} and what the key may do`;
    case 'provider.quota_exhausted':
      return `the quota or credit behind ${definition.apiKeyVariable ?? 'its key'} is spent`;
    case 'provider.rate_limited':
      return `it is rate limiting ${definition.apiKeyVariable ?? 'this gateway'}; try again later`;
    case 'model.not_found':
      return `it has no model "${request.model}", or this key may not use it`;
    case 'provider.rejected':
      return `it refused the request (${answered})`;
    case 'provider.timed_out':
      return `it gave up waiting (${answered})`;
    default:
      return status !== null && status >= 300 && status < 400
        ? `it redirects (status ${status}), and redirects are not followed; check its base URL`
        : `it is failing (${answered}); try again later`;
  }
}
