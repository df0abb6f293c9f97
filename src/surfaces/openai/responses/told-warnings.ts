import type { CompletionWarning } from '../../../completions/completion-warning.js';

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
  return warnings.filter(isTold).map(inPlace);
}

/** The caller's name of the limit is a third one anyway. */
function isTold({ parameter, action }: CompletionWarning): boolean {
  return action !== 'renamed' || parameter !== 'max_tokens';
}

function inPlace(warning: CompletionWarning): CompletionWarning {
  const { parameter } = warning;
  if (parameter === undefined) return warning;
  const [name = ''] = parameter.split(/[.[]/, 1);
  const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
  return place === undefined ? warning : { ...warning, parameter: place };
}
