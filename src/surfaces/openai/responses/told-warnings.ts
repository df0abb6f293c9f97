import type { AnsweringCall } from '../../../completions/completion-outcome.js';
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

/** An answering call with its warnings in the words of this API, and those of the translation behind them. */
export function inOwnWords<Answering extends AnsweringCall>(
  answering: Answering,
  ofTranslation: readonly CompletionWarning[],
): Answering {
  // The caller's name of it is a third one anyway.
  const isTold = ({ parameter, action }: CompletionWarning) =>
    action !== 'renamed' || parameter !== 'max_tokens';
  const warnings = [...answering.warnings.filter(isTold).map(inPlace), ...ofTranslation];
  return { ...answering, warnings };
}

function inPlace(warning: CompletionWarning): CompletionWarning {
  const { parameter } = warning;
  if (parameter === undefined) return warning;
  const [name = ''] = parameter.split(/[.[]/, 1);
  const place = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
  return place === undefined ? warning : { ...warning, parameter: place };
}
