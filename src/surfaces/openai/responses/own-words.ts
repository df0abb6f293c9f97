import type { CompletionWarning } from '../../../completions/completion-warning.js';
import { toOwnWords } from '../../in-own-words.js';

/** Where a canonical parameter stands in a request of this API. */
const PLACES: Readonly<Record<string, string>> = {
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  reasoning_effort: 'reasoning.effort',
  response_format: 'text.format',
  verbosity: 'text.verbosity',
  messages: 'input',
  logprobs: 'include',
};

/** Warnings in the words of this API. */
export function inOwnWords(warnings: readonly CompletionWarning[]): readonly CompletionWarning[] {
  return toOwnWords(warnings, PLACES);
}
