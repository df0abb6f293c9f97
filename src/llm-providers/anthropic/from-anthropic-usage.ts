import type { CompletionUsage } from '../../port/canonical.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * Counts in the canonical form. Anthropic's `input_tokens` leaves cached tokens out: those written to the cache and
 * those read from it are added, and told as parts of the sum. `output_tokens` holds the thinking. What was not
 * reported is left out; `null` = nothing was. Of what was written to the cache, the part that lives for an hour and
 * costs more is told apart. Source: @anthropic-ai/sdk 1.12.0, read 2026-11-23; `output_tokens_details.thinking_tokens`
 * was seen in clients' logs only.
 */
export function fromAnthropicUsage(wire: unknown): CompletionUsage | null {
  if (!isObject(wire)) return null;
  const input = count(wire['input_tokens']);
  const { written, writtenForAnHour } = cacheWrites(wire);
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
    prompt_tokens_details: group({
      cached_tokens: read,
      cache_write_tokens: written,
      cache_write_1h_tokens: writtenForAnHour,
    }),
    completion_tokens_details: group({ reasoning_tokens: thinking }),
  });
  return usage as unknown as CompletionUsage;
}

/** The total stands beside its parts; where it does not, it is their sum. */
function cacheWrites(wire: Fields) {
  const parts = isObject(wire['cache_creation']) ? wire['cache_creation'] : {};
  const forMinutes = count(parts['ephemeral_5m_input_tokens']);
  const forAnHour = count(parts['ephemeral_1h_input_tokens']);
  const sum = forMinutes === null && forAnHour === null ? null : (forMinutes ?? 0) + (forAnHour ?? 0);
  const written = count(wire['cache_creation_input_tokens']) ?? sum;
  return { written, writtenForAnHour: forAnHour === 0 ? null : forAnHour };
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
