import type { CompletionWarning } from '../../../completions/completion-warning.js';
import type { GatewayError } from '../../../common/errors.js';
import type { ErrorRenderer } from '../../../common/http/error-renderer.js';
import { originOf, placeIn, toOwnWords } from '../../in-own-words.js';
import { OPENAI_ERRORS, toOpenAiError, type OpenAiErrorBody } from '../openai-errors.js';

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

/** Failures in the words of this API: `param` is where the caller wrote it. */
export const RESPONSES_ERRORS: ErrorRenderer = Object.freeze<ErrorRenderer>({
  ...OPENAI_ERRORS,
  bodyOf: (error) => toResponsesError(error),
});

/** For calls of this API. */
export const IN_OWN_WORDS = Object.freeze({ errors: RESPONSES_ERRORS });

export function toResponsesError(failure: GatewayError): OpenAiErrorBody {
  const { error } = toOpenAiError(failure);
  return { error: { ...error, param: error.param === null ? null : ownPlace(error.param) } };
}

/**
 * Where a canonical parameter stands there: a function is a tool of its own. What is one of its places stays.
 * @param origins of the messages of a translated request; left out, they are not known.
 */
export function ownPlace(param: string, origins: readonly string[] = []): string {
  const origin = originOf(param, origins);
  if (origin !== undefined) return origin;
  return placeIn(param, PLACES).replace(/^(tools\[\d+\]|tool_choice)\.function\b/, '$1');
}

/** Warnings in the words of this API. @param origins as `ownPlace` has them. */
export function inOwnWords(
  warnings: readonly CompletionWarning[],
  origins?: readonly string[],
): readonly CompletionWarning[] {
  return toOwnWords(warnings, (parameter) => ownPlace(parameter, origins));
}
