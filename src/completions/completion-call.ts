import type { CompletionRequest } from '../llm-providers/port/canonical.js';
import type { LlmProvider } from '../llm-providers/port/llm-provider.js';
import type { ParameterPolicy } from './parameter-rules.js';

/** Limits that hold for every call. */
export interface CompletionLimits {
  /** From the first call of an adapter to the end of its answer, in milliseconds. */
  readonly totalTimeoutMs: number;
}

export const COMPLETION_LIMITS = Symbol('COMPLETION_LIMITS');

export interface CompletionCall {
  readonly provider: LlmProvider;
  /** Canonical; its `model` is what the caller named, aliases included. */
  readonly request: CompletionRequest;
  readonly parameters: ParameterPolicy;
}
