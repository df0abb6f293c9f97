import type { CompletionWarning } from '../completions/completion-warning.js';
import type { CompletionRequest } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';

/** What providers' lists say of how much their models write. */
export interface OutputLimits {
  /** In tokens; `null` = not known. */
  maxOutputTokens(providerId: string, model: string): number | null;
}

/** A request, and what was changed of it; `null` = nothing. */
export interface HeldRequest {
  readonly request: CompletionRequest;
  readonly warning: CompletionWarning | null;
}

const LIMITS = ['max_completion_tokens', 'max_tokens'] as const;

/**
 * A translated request whose limit is no more than its model can write: clients ask for what their own models write, and
 * most providers refuse more than theirs do.
 */
export function heldToModel(
  request: CompletionRequest,
  { definition }: LlmProvider,
  limits: OutputLimits,
): HeldRequest {
  const { model } = request;
  const most = limits.maxOutputTokens(definition.id, model);
  const parameter = LIMITS.find((name) => most !== null && (request[name] ?? 0) > most);
  if (most === null || parameter === undefined) return { request, warning: null };
  const reason = `${model}: it writes ${most} tokens at most`;
  return {
    request: { ...request, [parameter]: most },
    warning: { parameter: 'max_tokens', action: 'changed', reason },
  };
}
