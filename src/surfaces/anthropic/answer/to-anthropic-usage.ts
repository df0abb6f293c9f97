import type { Fields } from '../../../common/fields.js';
import type { CompletionUsage } from '../../../port/canonical.js';
import { isTokenCount } from '../../../port/token-count.js';

/** Counts as Anthropic writes them. The input leaves out what was written to the cache, and read from it. */
export interface AnthropicUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  /** What was written, by how long it lives; `null` = not known. */
  readonly cache_creation: CacheCreation | null;
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly thinking_tokens: number } | null;
  readonly server_tool_use: null;
  readonly service_tier: null;
}

interface CacheCreation {
  readonly ephemeral_5m_input_tokens: number;
  readonly ephemeral_1h_input_tokens: number;
}

/** Stands in for what was not counted: the API has no word for "not known". */
export interface EstimatedTokens {
  /** Of the request. */
  readonly input: number;
  /** Of so many characters of an answer. */
  outputOf(characters: number): number;
}

/** @param characters that were seen of the answer. */
export function toAnthropicUsage(
  usage: CompletionUsage | null,
  estimate: EstimatedTokens,
  characters: number,
): AnthropicUsage {
  const details = (usage?.prompt_tokens_details ?? {}) as Fields;
  const [read, written] = [countOf(details['cached_tokens']), countOf(details['cache_write_tokens'])];
  const input = isTokenCount(usage?.prompt_tokens) ? usage.prompt_tokens : estimate.input + read + written;
  const hour = countOf(details['cache_write_1h_tokens']);
  const thinking = usage?.completion_tokens_details?.reasoning_tokens;
  return {
    input_tokens: Math.max(0, input - read - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    cache_creation:
      written > 0
        ? { ephemeral_5m_input_tokens: Math.max(0, written - hour), ephemeral_1h_input_tokens: hour }
        : null,
    output_tokens: isTokenCount(usage?.completion_tokens)
      ? usage.completion_tokens
      : estimate.outputOf(characters),
    output_tokens_details: isTokenCount(thinking) ? { thinking_tokens: thinking } : null,
    server_tool_use: null,
    service_tier: null,
  };
}

function countOf(value: unknown): number {
  return isTokenCount(value) ? value : 0;
}
