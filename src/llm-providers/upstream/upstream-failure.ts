import { GatewayError, type ErrorCode, type GatewayErrorDetails } from '../../common/errors.js';
import {
  answerTooLarge,
  brokeInSending,
  transportFault,
  type TransportFault,
} from '../../common/http/transport-errors.js';
import type { AnswerLimit } from '../../common/http/upstream-answer.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import type { ApiKey, ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';

/** A call to a provider: all that a message about its failure may speak of. */
export interface UpstreamCall<Request extends ModelRequest = ModelRequest> {
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
  /** The key that it is made with; `null` = none is sent. */
  readonly apiKey: ApiKey | null;
  readonly request: Request;
  readonly nowMs: number;
  readonly noteLimits?: Attempt['noteLimits'] | undefined;
}

type ProviderFault = Exclude<TransportFault, 'exhausted'>;

const FAULT_ERRORS: Readonly<Record<ProviderFault, readonly [ErrorCode, string]>> = Object.freeze({
  unreachable: ['provider.unreachable', 'it could not be reached at the configured address'],
  reset: ['provider.unavailable', 'it closed the connection before the answer was complete'],
  'first-byte-timeout': ['provider.timed_out', 'no first byte in time (UPSTREAM_FIRST_BYTE_TIMEOUT_MS)'],
  'idle-timeout': ['provider.timed_out', 'the answer stopped coming (UPSTREAM_IDLE_TIMEOUT_MS)'],
  unreadable: ['provider.invalid_response', 'what it sends is not HTTP, or its headers are too large'],
  'cut-short': ['provider.invalid_response', 'the answer broke off before it was complete'],
  'too-large': ['provider.invalid_response', 'the answer is larger than accepted'],
});

/** What the operator may change. */
const SETTING_OF_LIMIT: Readonly<Record<AnswerLimit, string>> = Object.freeze({
  bytes: ' (UPSTREAM_MAX_ANSWER_BYTES)',
  'whole-bytes': ' (UPSTREAM_MAX_WHOLE_ANSWER_BYTES)',
  values: ' (UPSTREAM_MAX_ANSWER_VALUES)',
  fixed: '',
});

/** A failure at or below HTTP; `null` = it is none. */
export function fromTransportFailure(error: unknown, call: UpstreamCall): GatewayError | null {
  const fault = transportFault(error);
  if (fault === 'exhausted') return exhausted(error);
  return fault && fromFault(fault, call, error);
}

/** What the transport met, as an error of the provider's. */
export function fromFault(fault: ProviderFault, call: UpstreamCall, cause: unknown): GatewayError {
  const [code, what] = FAULT_ERRORS[fault];
  const exceeded = answerTooLarge(cause);
  const limit = exceeded ? `: ${exceeded.message}${SETTING_OF_LIMIT[exceeded.limit]}` : '';
  // a request that did not arrive whole cannot have been worked on
  const isUncounted = brokeInSending(cause);
  return providerError(code, what + limit, call, {
    cause,
    mayBeBilled: !isUncounted && (code === 'provider.timed_out' || fault === 'too-large'),
    isUncounted,
  });
}

/** The provider was not asked, and is not to blame: file descriptors, ports or buffers of this machine have run out. */
function exhausted(cause: unknown): GatewayError {
  return new GatewayError(
    'gateway.exhausted',
    'The gateway can open no further connection: its machine has no file descriptor, port or buffer left. Send this request again in a second; if that keeps happening, ask the operator to raise the limit (ulimit -n) or to add instances.',
    { cause, retryAfterMs: 1_000, isUncounted: true },
  );
}

/** HTTP said all is well, but what came is no answer. */
export function invalidResponse(what: string, call: UpstreamCall, cause?: unknown): GatewayError {
  return providerError('provider.invalid_response', what, call, { cause });
}

/** An error whose message begins with the provider's name; `what` goes on from there, without a full stop. */
export function providerError(
  code: ErrorCode,
  what: string,
  { definition }: UpstreamCall,
  details: GatewayErrorDetails,
): GatewayError {
  return new GatewayError(code, `${definition.displayName} API error: ${what.replace(/\.$/, '')}.`, details);
}
