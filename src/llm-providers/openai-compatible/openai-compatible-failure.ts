// The same classes that `openai` has, without the other 230 files of it, which few processes need.
import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai/core/error';
import { GatewayError } from '../../common/errors.js';
import { retryAfterMs } from '../../common/retry-after.js';
import { readProviderReason } from '../upstream/provider-reason.js';
import { noteLimits } from '../upstream/limit-headers.js';
import { fromReport } from '../upstream/reported-failure.js';
import type { OpenAiCompatibleCall } from './openai-compatible-quirks.js';
import { classifyWireError } from './openai-errors.js';
import {
  fromFault,
  fromTransportFailure,
  invalidResponse,
  providerError,
} from '../upstream/upstream-failure.js';

/** Whatever the SDK, or the transport below it, threw; what is none of theirs comes back as it is. */
export function fromSdkFailure(error: unknown, call: OpenAiCompatibleCall): unknown {
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
  return fromWireError(status ?? null, error.error, call, headers, error);
}

/** As `fromSdkFailure`; a client may also stumble over chunks of another shape, and that is the provider's doing. */
export function fromStreamFailure(error: unknown, call: OpenAiCompatibleCall): GatewayError {
  const failure = fromSdkFailure(error, call);
  if (failure instanceof GatewayError) return failure;
  return invalidResponse('its stream is not readable', call, error);
}

/**
 * A failure that the provider itself reported, with a status or inside an answer of HTTP 200.
 *
 * @param body its error, or the body that holds it: JSON or text.
 */
export function fromWireError(
  status: number | null,
  body: unknown,
  call: OpenAiCompatibleCall,
  headers?: Headers,
  cause?: unknown,
): GatewayError {
  const { readErrorCode, readQuotedInput, errorCodesByStatus } = call.quirks ?? {};
  const reason = readProviderReason(body);
  const own = readErrorCode?.(status, reason.fields);
  const verdict = own
    ? { code: own }
    : classifyWireError(status, reason, call.request.model, errorCodesByStatus);
  const quotedInput = readQuotedInput?.(reason.fields);
  noteLimits(headers, call);
  const waitMs = retryAfterMs(headers, call.nowMs);
  const param = typeof reason.param === 'string' ? call.canonicalParam?.(reason.param, call) : undefined;
  const told = { status, reason, quotedInput, cause, isInOpenAiWords: true };
  const report = { ...verdict, ...told, retryAfterMs: waitMs };
  return fromReport({ ...report, ...(param !== undefined && { param }) }, call);
}
