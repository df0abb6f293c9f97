import type { CompletionUsage } from '../port/canonical.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * Gemini counts apart what the canonical form counts together: prompt and results of its own tools, text and
 * thoughts. Cached tokens are part of the prompt. What is not reported stays absent; `null` = no count at all.
 * Source: googleapis/js-genai src/types.ts, Portkey-AI/gateway, read 2026-11-23.
 */
export function fromUsageMetadata(metadata: unknown): CompletionUsage | null {
  if (!isObject(metadata)) return null;
  const count = (name: string) => countOf(metadata, name);
  const cached = count('cachedContentTokenCount');
  const thoughts = count('thoughtsTokenCount');
  const prompt = sumOf(count('promptTokenCount'), count('toolUsePromptTokenCount'));
  const total = count('totalTokenCount');
  const usage = withoutAbsent({
    prompt_tokens: prompt,
    completion_tokens: sumOf(count('candidatesTokenCount'), thoughts) ?? rest(total, prompt),
    total_tokens: total,
    prompt_tokens_details: cached === undefined ? undefined : { cached_tokens: cached },
    completion_tokens_details: thoughts === undefined ? undefined : { reasoning_tokens: thoughts },
  });
  return Object.keys(usage).length === 0 ? null : (usage as unknown as CompletionUsage);
}

function countOf(metadata: Fields, name: string): number | undefined {
  const value = metadata[name];
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

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
