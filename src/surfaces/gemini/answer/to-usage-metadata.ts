import type { Fields } from '../../../common/fields.js';
import type { CompletionUsage } from '../../../port/canonical.js';
import { isTokenCount } from '../../../port/token-count.js';

/** Counts as Gemini writes them: thoughts beside the answer. What was not counted is left out; `null` = nothing was. */
export function toUsageMetadata(usage: CompletionUsage | null | undefined): Fields | null {
  if (!usage) return null;
  const thoughts = usage.completion_tokens_details?.reasoning_tokens;
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  const shown = isTokenCount(completion)
    ? Math.max(0, completion - (isTokenCount(thoughts) ? thoughts : 0))
    : undefined;
  const counts: Fields = {
    promptTokenCount: prompt,
    candidatesTokenCount: shown,
    totalTokenCount: total,
    cachedContentTokenCount: usage.prompt_tokens_details?.cached_tokens,
    thoughtsTokenCount: thoughts,
  };
  const known = Object.entries(counts).filter(([, count]) => isTokenCount(count));
  return known.length === 0 ? null : Object.fromEntries(known);
}
