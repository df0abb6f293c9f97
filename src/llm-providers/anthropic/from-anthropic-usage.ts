import type { CompletionUsage } from '../port/canonical.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * Counts in the canonical form. Anthropic's `input_tokens` leaves cached tokens out: those written to the cache and
 * those read from it are added, and told as parts of the sum. `output_tokens` holds the thinking. What was not
 * reported is left out; `null` = nothing was. Source: @anthropic-ai/sdk 1.12.0, read 2026-11-23;
 * `output_tokens_details.thinking_tokens` was seen in clients' logs only.
 */
export function fromAnthropicUsage(wire: unknown): CompletionUsage | null {
  if (!isObject(wire)) return null;
  const input = count(wire['input_tokens']);
  const written = count(wire['cache_creation_input_tokens']);
  const read = count(wire['cache_read_input_tokens']);
  const output = count(wire['output_tokens']);
  const details = isObject(wire['output_tokens_details']) ? wire['output_tokens_details'] : {};
  const thinking = count(details['thinking_tokens']);
  const prompt = input === null ? null : input + (written ?? 0) + (read ?? 0);
  if (prompt === null && output === null) return null;
  const usage = reported({
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt === null || output === null ? null : prompt + output,
    prompt_tokens_details: group({ cached_tokens: read, cache_write_tokens: written }),
    completion_tokens_details: group({ reasoning_tokens: thinking }),
  });
  return usage as unknown as CompletionUsage;
}

/** Counts of a stream: a later event's are of the whole answer so far, and replace those of an earlier one. */
export function laterUsage(earlier: Fields, later: unknown): Fields {
  return isObject(later) ? { ...earlier, ...reported(later) } : earlier;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function group(counts: Readonly<Record<string, number | null>>): Fields | null {
  const known = reported(counts);
  return Object.keys(known).length > 0 ? known : null;
}

function reported(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
