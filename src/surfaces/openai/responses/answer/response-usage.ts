import type { Fields } from '../../../../common/fields.js';
import type { CompletionUsage } from '../../../../port/canonical.js';
import { isTokenCount } from '../../../../port/token-count.js';

/** Counts as this API writes them. */
export interface ResponseUsage {
  /** With what was read from the cache, and written to it. */
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  /** With what was thought. */
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/**
 * The provider's counts; `null` = it reported none, or not what was read and what was written: the API has no word for
 * one of them that is not known, and none for such a detail either, without which clients refuse an answer.
 */
export function toResponseUsage(usage: CompletionUsage | null | undefined): ResponseUsage | null {
  if (!usage) return null;
  const { prompt_tokens: input, completion_tokens: output } = usage;
  if (!isTokenCount(input) || !isTokenCount(output)) return null;
  const read = (usage.prompt_tokens_details ?? {}) as Fields;
  const written = (usage.completion_tokens_details ?? {}) as Fields;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: countOf(read['cached_tokens']),
      cache_write_tokens: countOf(read['cache_write_tokens']),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: countOf(written['reasoning_tokens']) },
    total_tokens: isTokenCount(usage.total_tokens) ? usage.total_tokens : input + output,
  };
}

function countOf(value: unknown): number {
  return isTokenCount(value) ? value : 0;
}
