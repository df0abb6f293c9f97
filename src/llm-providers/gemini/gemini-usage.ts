import type { CompletionUsage } from '../../port/canonical.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * Gemini counts apart what the canonical form counts together: prompt and results of its own tools, text and
 * thoughts. Cached tokens, sound and images are parts of the prompt. What is not reported stays absent; `null` = no
 * count at all. Source: googleapis/js-genai src/types.ts, Portkey-AI/gateway, read 2026-11-23.
 */
export function fromUsageMetadata(metadata: unknown): CompletionUsage | null {
  if (!isObject(metadata)) return null;
  const count = (name: string) => countIn(metadata[name]);
  const thoughts = count('thoughtsTokenCount');
  const prompt = sumOf(count('promptTokenCount'), count('toolUsePromptTokenCount'));
  const total = count('totalTokenCount');
  const shown = [metadata['promptTokensDetails'], metadata['toolUsePromptTokensDetails']];
  const usage = withoutAbsent({
    prompt_tokens: prompt,
    completion_tokens: sumOf(count('candidatesTokenCount'), thoughts) ?? rest(total, prompt),
    total_tokens: total,
    prompt_tokens_details: group({
      cached_tokens: count('cachedContentTokenCount'),
      ...byModality(shown.flatMap(objectsOf)),
    }),
    completion_tokens_details: group({
      reasoning_tokens: thoughts,
      ...byModality(objectsOf(metadata['candidatesTokensDetails'])),
    }),
  });
  return Object.keys(usage).length === 0 ? null : (usage as unknown as CompletionUsage);
}

/** What costs something else than text, where Gemini tells it apart: `[{modality: "AUDIO", tokenCount: 40}]`. */
function byModality(details: readonly Fields[]): Fields {
  const tokensOf = (name: string) =>
    details
      .filter(({ modality }) => modality === name)
      .map(({ tokenCount }) => countIn(tokenCount))
      .reduce(sumOf, undefined);
  return { audio_tokens: tokensOf('AUDIO'), image_tokens: tokensOf('IMAGE') };
}

function countIn(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** Gemini's total is the sum of all, so what it leaves out can be told from the rest. */
function rest(total: number | undefined, part: number | undefined): number | undefined {
  return total === undefined || part === undefined || part > total ? undefined : total - part;
}

/** One of two that is not reported adds nothing; neither reported is no sum. */
function sumOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}

function group(counts: Fields): Fields | undefined {
  const known = withoutAbsent(counts);
  return Object.keys(known).length === 0 ? undefined : known;
}

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
