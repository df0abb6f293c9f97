import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { GatewayError } from '../../common/errors.js';
import { retryAfterMs } from '../../common/retry-after.js';
import { classifyWireError, type WireError } from './openai-errors.js';
import {
  fromFault,
  fromReport,
  fromTransportFailure,
  invalidResponse,
  providerError,
  type UpstreamCall,
} from '../upstream/upstream-failure.js';

/** Whatever the SDK, or the transport below it, threw; what is none of theirs comes back as it is. */
export function fromSdkFailure(error: unknown, call: UpstreamCall): unknown {
  if (error instanceof GatewayError) return error;
  if (error instanceof APIUserAbortError) return new GatewayError('client.gone', 'The call was cancelled.');
  if (error instanceof APIConnectionTimeoutError) return fromFault('first-byte-timeout', call, error);
  const below = fromTransportFailure(error, call);
  if (below) return below;
  if (error instanceof SyntaxError) return invalidResponse('its answer is not readable JSON', call, error);
  if (!(error instanceof APIError)) return error;
  const { status, headers } = error as { status?: number; headers?: Headers };
  if (status === undefined && error.error === undefined) {
    return providerError('provider.unreachable', 'the connection failed', call, { cause: error });
  }
  return fromWireError(status ?? null, (error.error ?? null) as WireError | null, call, headers, error);
}

/** As `fromSdkFailure`; a client may also stumble over chunks of another shape, and that is the provider's doing. */
export function fromStreamFailure(error: unknown, call: UpstreamCall): GatewayError {
  const failure = fromSdkFailure(error, call);
  if (failure instanceof GatewayError) return failure;
  return invalidResponse('its stream is not readable', call, error);
}

/** In place of a stream: an error in JSON, or anything. */
export function fromOtherAnswer(body: string, call: UpstreamCall): GatewayError {
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
  const { readErrorCode, readQuotedInput, errorCodesByStatus } = call.definition;
  const code =
    readErrorCode?.(status, { ...wire }) ?? classifyWireError(status, wire ?? {}, errorCodesByStatus);
  const { message, param } = wire ?? {};
  const quotedInput = readQuotedInput?.({ ...wire });
  const waitMs = retryAfterMs(headers, call.nowMs);
  return fromReport({ code, status, message, quotedInput, param, cause, retryAfterMs: waitMs }, call);
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
