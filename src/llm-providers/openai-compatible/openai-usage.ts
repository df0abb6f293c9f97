import { isObject, type Fields } from '../../common/fields.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { firstTokenCount, tokenCountIn } from '../../port/token-count.js';
import { tierBilledApart } from '../../port/service-tier.js';
import { toCanonicalUsage } from '../upstream/usage/canonical-usage.js';
import { laterUsage, saysSomething } from '../upstream/usage/later-usage.js';

/**
 * Canonical usage from what servers of OpenAI's wire report; `null` = nothing. Spellings beside OpenAI's own:
 * `prompt_cache_hit_tokens` and `prompt_cache_miss_tokens` (api-docs.deepseek.com), `cached_tokens` at the top
 * (platform.kimi.ai), `caching_tokens` (docs.requesty.ai), Anthropic's `input_tokens`, `cache_read_input_tokens` and
 * `cache_creation_input_tokens` (servers in front of Anthropic's models), `reasoning_tokens` at the top (Perplexity);
 * read 2026-11-28. Fields that are not read travel on untouched.
 */
export function fromOpenAiUsage(wire: unknown): CompletionUsage | null {
  if (!isObject(wire)) return null;
  const { prompt_tokens: _prompt, completion_tokens: _completion, total_tokens: _total, ...fields } = wire;
  const { prompt_tokens_details: _cached, completion_tokens_details: _reasoning, ...others } = fields;
  const input = inputOf(wire);
  const output = outputOf(wire);
  return toCanonicalUsage({
    counts: {
      prompt: input.prompt,
      completion: output.completion,
      total: tokenCountIn(wire['total_tokens']),
      promptParts: [
        { tokens: input.read, isBeside: input.isBeside },
        { tokens: input.written, isBeside: input.isBeside },
      ],
      completionParts: [{ tokens: output.reasoning, isBeside: false }],
    },
    promptDetails: {
      ...input.details,
      cached_tokens: input.read,
      cache_write_tokens: input.written,
      cache_write_1h_tokens: input.writtenForAnHour,
    },
    completionDetails: { ...output.details, reasoning_tokens: output.reasoning },
    others,
  });
}

const PARTS = ['prompt_tokens_details', 'completion_tokens_details'] as const;
const SUMS: ReadonlySet<string> = new Set(['prompt_tokens', 'completion_tokens', 'total_tokens']);

/**
 * Usage as its caller is told it: what the provider wrote without a value (`null`, an empty group), and told nowhere else,
 * stays that.
 * @param usage what was read of the answer, or of the chunk.
 */
export function toldUsage({ usage: told }: Fields, usage: CompletionUsage | null): CompletionUsage | null {
  if (usage === null || !isObject(told)) return usage;
  const read = usage as unknown as Fields;
  const whole = { ...usage, ...emptyIn(told, read) };
  const groups = PARTS.flatMap((name) => {
    const more = emptyIn(fieldsIn(told[name]), fieldsIn(read[name]));
    return Object.keys(more).length === 0 ? [] : [[name, { ...fieldsIn(read[name]), ...more }]];
  });
  return { ...whole, ...(Object.fromEntries(groups) as Fields) };
}

/** What has no value there, and is not known. */
function emptyIn(told: Fields, read: Fields): Fields {
  const isEmpty = ([name, value]: [string, unknown]) =>
    !saysSomething(value) && !SUMS.has(name) && !Object.hasOwn(read, name);
  return Object.fromEntries(Object.entries(told).filter(isEmpty));
}

/** The places of a chunk, or an answer, in which usage may stand: Moonshot's is in the choice, Groq's in `x_groq`. */
export function usageIn(wire: Fields): Fields | null {
  const choices = Array.isArray(wire['choices']) ? wire['choices'].filter(isObject) : [];
  const groq = isObject(wire['x_groq']) ? wire['x_groq'] : {};
  const places = [...choices.map(({ usage }) => usage), groq['usage'], wire['usage']].filter(isObject);
  return places.length === 0 ? null : withTier(places.reduce(laterUsage, {}), wire['service_tier']);
}

/** The service that the bill is made by stands beside the counts, as Anthropic has it inside of them. */
export function withTier(usage: Fields, served: unknown): Fields {
  const tier = tierBilledApart(served);
  return tier === null ? usage : { service_tier: tier, ...usage };
}

function inputOf(wire: Fields) {
  const details = { ...fieldsIn(wire['input_tokens_details']), ...fieldsIn(wire['prompt_tokens_details']) };
  const creation = fieldsIn(wire['cache_creation']);
  const hit = tokenCountIn(wire['prompt_cache_hit_tokens']);
  const miss = tokenCountIn(wire['prompt_cache_miss_tokens']);
  const sum = hit === null || miss === null ? null : hit + miss;
  const named = firstTokenCount(wire['prompt_tokens']);
  const prompt = firstTokenCount(named, wire['input_tokens'], sum);
  const missed = prompt === null || miss === null || miss > prompt ? null : prompt - miss;
  const read = firstTokenCount(
    details['cached_tokens'],
    hit,
    wire['cached_tokens'],
    wire['cache_read_input_tokens'],
    wire['num_cached_tokens'],
    missed,
  );
  const written = firstTokenCount(
    details['cache_write_tokens'],
    details['cache_creation_tokens'],
    details['caching_tokens'],
    wire['caching_tokens'],
    wire['cache_creation_input_tokens'],
  );
  const anHour = firstTokenCount(details['cache_write_1h_tokens'], creation['ephemeral_1h_input_tokens']);
  const hasAnthropicsNames = 'cache_read_input_tokens' in wire || 'cache_creation_input_tokens' in wire;
  return {
    prompt,
    read,
    written,
    writtenForAnHour: anHour === 0 ? null : anHour,
    details,
    isBeside: hasAnthropicsNames && !named,
  };
}

function outputOf(wire: Fields) {
  const details = {
    ...fieldsIn(wire['output_tokens_details']),
    ...fieldsIn(wire['completion_tokens_details']),
  };
  return {
    completion: firstTokenCount(wire['completion_tokens'], wire['output_tokens']),
    reasoning: firstTokenCount(
      details['reasoning_tokens'],
      details['thinking_tokens'],
      wire['reasoning_tokens'],
    ),
    details,
  };
}

function fieldsIn(value: unknown): Fields {
  return isObject(value) ? value : {};
}
