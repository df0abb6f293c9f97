import type { CompletionWarning } from '../../completions/completion-warning.js';
import { NO_ORIGINS, originOf, placeIn, toOwnWords, type Origins } from '../in-own-words.js';

/** By canonical names. */
const PLACES: Readonly<Record<string, string>> = {
  messages: 'contents',
  tools: 'tools',
  tool_choice: 'toolConfig',
  max_tokens: 'generationConfig.maxOutputTokens',
  max_completion_tokens: 'generationConfig.maxOutputTokens',
  temperature: 'generationConfig.temperature',
  top_p: 'generationConfig.topP',
  top_k: 'generationConfig.topK',
  n: 'generationConfig.candidateCount',
  seed: 'generationConfig.seed',
  logprobs: 'generationConfig.responseLogprobs',
  top_logprobs: 'generationConfig.logprobs',
  stop: 'generationConfig.stopSequences',
  presence_penalty: 'generationConfig.presencePenalty',
  frequency_penalty: 'generationConfig.frequencyPenalty',
  response_format: 'generationConfig.responseMimeType',
  reasoning_effort: 'generationConfig.thinkingConfig',
  dimensions: 'outputDimensionality',
  input: 'content',
};

/** Warnings in the words of this API. @param origins as `ownPlace` has them. */
export function inOwnWords(
  warnings: readonly CompletionWarning[],
  origins?: Origins,
): readonly CompletionWarning[] {
  return toOwnWords(warnings, (parameter) => ownPlace(parameter, origins));
}

/**
 * Where a canonical parameter stands in a request of this API. What is one of its places stays.
 * @param origins left out, they are not known.
 */
export function ownPlace(parameter: string, origins: Origins = NO_ORIGINS): string {
  const { schema } = origins;
  if (schema !== undefined && /^response_format\.json_schema\b/.test(parameter)) return schema;
  const known = originOf(parameter, origins);
  return known ? known.origin + insideOfFunction(known.inside) : placeIn(parameter, PLACES);
}

/** A schema has two names there, and may be in other words. */
function insideOfFunction(inside: string): string {
  return /^\.(name|description)$/.test(inside) ? inside : '';
}
