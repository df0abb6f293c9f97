import type { CompletionUsage } from '../../port/canonical.js';
import { firstTokenCount, tokenCountIn } from '../../port/token-count.js';
import { toCanonicalUsage } from '../upstream/usage/canonical-usage.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * Counts in the canonical form. Anthropic's `input_tokens` leaves cached tokens out: those written to the cache and
 * those read from it are added, and told as parts of the sum; a server of the same wire that writes a total may count
 * otherwise, and its total tells. `output_tokens` holds the thinking. What was not reported is left out; `null` =
 * neither input nor output was. Of what was written to the cache, the part that lives for an hour and costs more is
 * told apart. What a compaction took is added. What is not read travels on. Source: @anthropic-ai/sdk 1.12.0, read
 * 2026-11-23; `output_tokens_details.thinking_tokens` was seen in clients' logs only.
 */
export function fromAnthropicUsage(reported: unknown): CompletionUsage | null {
  if (!isObject(reported)) return null;
  const wire = withCompactions(reported);
  const {
    input_tokens,
    output_tokens,
    total_tokens,
    cache_read_input_tokens,
    cache_creation_input_tokens: _written,
    cache_creation: _writes,
    output_tokens_details: details,
    ...others
  } = wire;
  const [input, output] = [tokenCountIn(input_tokens), tokenCountIn(output_tokens)];
  if (input === null && output === null) return null;
  const read = tokenCountIn(cache_read_input_tokens);
  const { written, writtenForAnHour } = cacheWrites(wire);
  const thinking = isObject(details)
    ? firstTokenCount(details['thinking_tokens'], details['reasoning_tokens'])
    : null;
  // parts of an input that was not reported do not make one
  const promptParts = input === null ? [] : [read, written].map((tokens) => ({ tokens, isBeside: true }));
  return toCanonicalUsage({
    counts: {
      prompt: input,
      completion: output,
      total: tokenCountIn(total_tokens),
      promptParts,
      completionParts: [{ tokens: thinking, isBeside: false }],
    },
    promptDetails: {
      cached_tokens: read,
      cache_write_tokens: written,
      cache_write_1h_tokens: writtenForAnHour,
    },
    completionDetails: { reasoning_tokens: thinking },
    others,
  });
}

/** The total stands beside its parts; where it does not, it is their sum. */
function cacheWrites(wire: Fields) {
  const parts = isObject(wire['cache_creation']) ? wire['cache_creation'] : {};
  const forMinutes = tokenCountIn(parts['ephemeral_5m_input_tokens']);
  const forAnHour = tokenCountIn(parts['ephemeral_1h_input_tokens']);
  const sum = forMinutes === null && forAnHour === null ? null : (forMinutes ?? 0) + (forAnHour ?? 0);
  const written = firstTokenCount(wire['cache_creation_input_tokens'], sum);
  return { written, writtenForAnHour: forAnHour === 0 ? null : forAnHour };
}

const COUNTS = [
  'input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
] as const;

/**
 * With what Anthropic took to shorten the conversation before it went on: that is billed, and its counts do not hold it.
 * A total would be of another server's making, and holds what it holds.
 * Source: @anthropic-ai/sdk 1.14.0, `BetaIterationsUsage`, read 2026-11-30.
 */
function withCompactions(wire: Fields): Fields {
  const all = objectsOf(wire['iterations']).filter(({ type }) => type === 'compaction');
  const isWhole = tokenCountIn(wire['input_tokens']) !== null && tokenCountIn(wire['total_tokens']) === null;
  if (all.length === 0 || !isWhole) return wire;
  const counted = COUNTS.map((name) => [name, sumOf([wire, ...all], name)] as const);
  const writes = [wire, ...all].map((each) => each['cache_creation']).filter(isObject);
  const names = [...new Set(writes.flatMap((each) => Object.keys(each)))];
  return {
    ...wire,
    ...Object.fromEntries(counted.filter(([, tokens]) => tokens !== null)),
    ...(names.length > 0 && {
      cache_creation: Object.fromEntries(names.map((name) => [name, sumOf(writes, name)])),
    }),
  };
}

/** `null` = none of them has it. */
function sumOf(counts: readonly Fields[], name: string): number | null {
  const known = counts.map((each) => tokenCountIn(each[name])).filter((tokens) => tokens !== null);
  return known.length === 0 ? null : known.reduce((sum, tokens) => sum + tokens, 0);
}
