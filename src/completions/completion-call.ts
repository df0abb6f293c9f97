import type { CompletionRequest, ModelRequest } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { Affinity, ApiKey } from '../port/provider-definition.js';
import type { CircuitBreakersOptions } from '../policies/circuit-breaker/circuit-breakers.js';
import type { RetryLimits } from '../policies/retry/retry.policy.js';
import type { TargetChoice } from './attempt-reason.js';
import type { ParameterPolicy } from './parameter-policy.js';

/** Limits that hold for every call. Times in milliseconds. */
export interface CompletionLimits {
  /** From the first attempt to the end of the answer, waits between attempts included. */
  readonly totalTimeoutMs: number;
  /** From the request to a provider to the first word, thought or tool call of a streamed answer. */
  readonly firstTokenTimeoutMs: number;
  /** Between two words, thoughts or parts of a tool call of a streamed answer, while they are waited for. */
  readonly chunkGapTimeoutMs: number;
  /** For a reader to ask for the next part of a stream; one who takes longer is taken for gone. */
  readonly readerPatienceMs: number;
  readonly retry: RetryLimits;
  /** `null` = models are asked however often they fail. */
  readonly breaker: CircuitBreakersOptions | null;
  /** Calls in flight to one provider that has no limit of its own. */
  readonly maxCallsPerProvider: number;
}

/** Token of the `CompletionLimits` that the configuration gives. */
export const COMPLETION_LIMITS = Symbol('COMPLETION_LIMITS');

/** A model at a provider. */
export interface CallTarget {
  readonly provider: LlmProvider;
  /** As a caller would name it, aliases included. */
  readonly model: string;
}

/** What a surface asks for: a request, and whom to ask. */
export interface CompletionCall<Request extends ModelRequest = CompletionRequest> {
  /** Whom to ask, in this order, until one answers. */
  readonly targets: readonly [CallTarget, ...CallTarget[]];
  /** Canonical; its `model` is what the caller named. */
  readonly request: Request;
  readonly parameters: ParameterPolicy;
  /** Of the account that has what the request refers to: no other key is asked. Left out = any will do. */
  readonly apiKey?: ApiKey;
  /** The operator's route that named the targets; `null` = the caller named the provider. */
  readonly routeId: string | null;
  /** How the first target was chosen; left out = it was named, or is the first of the route. */
  readonly choice?: TargetChoice;
  /** `off` = its conversation keeps to no target or key; left out, as `soft`. */
  readonly affinity?: Affinity;
}
