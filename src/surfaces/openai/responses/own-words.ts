import type { GatewayError } from '../../../common/errors.js';
import type { ErrorRenderer } from '../../../common/http/error-renderer.js';
import { NO_ORIGINS, originOf, placeIn, type Origins, type PlaceOf } from '../../in-own-words.js';
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
  bodyOf: (error, _requestId, placeOf) => toResponsesError(error, placeOf),
});

/** For calls of this API. */
export const IN_OWN_WORDS = Object.freeze({ errors: RESPONSES_ERRORS });

export function toResponsesError(
  failure: GatewayError,
  placeOf: PlaceOf = (parameter) => ownPlace(parameter),
): OpenAiErrorBody {
  const { error } = toOpenAiError(failure);
  return { error: { ...error, param: error.param === null ? null : placeOf(error.param) } };
}

/**
 * Where a canonical parameter stands there: a function is a tool of its own. What is one of its places stays.
 * @param origins left out, they are not known.
 */
export function ownPlace(param: string, origins: Origins = NO_ORIGINS): string {
  const known = originOf(param, origins);
  if (known) return known.origin + known.inside;
  const [schema] = /^response_format\.json_schema\b/.exec(param) ?? [];
  if (schema !== undefined) return `text.format${param.slice(schema.length)}`;
  return placeIn(param, PLACES).replace(/^(tools\[\d+\]|tool_choice)\.function\b/, '$1');
}
