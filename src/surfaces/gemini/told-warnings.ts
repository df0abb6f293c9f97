import type { CompletionWarning } from '../../completions/completion-warning.js';
import { originOf, placeIn, toOwnWords } from '../in-own-words.js';

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
  origins?: readonly string[],
): readonly CompletionWarning[] {
  return toOwnWords(warnings, (parameter) => ownPlace(parameter, origins));
}

/**
 * Where a canonical parameter stands in a request of this API. What is one of its places stays.
 * @param origins of the messages of a translated one; left out, they are not known.
 */
export function ownPlace(parameter: string, origins: readonly string[] = []): string {
  return originOf(parameter, origins) ?? placeIn(parameter, PLACES);
}
