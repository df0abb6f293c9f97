import type { CompletionWarning } from '../completions/completion-warning.js';

/**
 * Warnings in the words of an API whose requests have other places for what they ask.
 * @param places where a canonical parameter stands there, by its name.
 */
export function toOwnWords(
  warnings: readonly CompletionWarning[],
  places: Readonly<Record<string, string>>,
): readonly CompletionWarning[] {
  return warnings.filter(isTold).map((warning) => inPlace(warning, places));
}

/** The caller's name of the limit is a third one anyway. */
function isTold({ parameter, action }: CompletionWarning): boolean {
  return action !== 'renamed' || parameter !== 'max_tokens';
}

/** Where a canonical parameter stands there; what has no place of its own keeps its name. */
export function placeOf(parameter: string, places: Readonly<Record<string, string>>): string {
  const [name = ''] = parameter.split(/[.[]/, 1);
  return (Object.hasOwn(places, name) ? places[name] : undefined) ?? parameter;
}

function inPlace(warning: CompletionWarning, places: Readonly<Record<string, string>>): CompletionWarning {
  const { parameter } = warning;
  if (parameter === undefined) return warning;
  const place = placeOf(parameter, places);
  return place === parameter ? warning : { ...warning, parameter: place };
}
