import type { CompletionWarning } from '../completions/completion-warning.js';

/** Where a canonical parameter stands in a request of an API that has other places for what it asks. */
export type PlaceOf = (parameter: string) => string;

/** Warnings in the words of such an API. */
export function toOwnWords(
  warnings: readonly CompletionWarning[],
  placeOf: PlaceOf,
): readonly CompletionWarning[] {
  return warnings.map((warning) => inPlace(warning, placeOf));
}

/**
 * By the name that the parameter begins with; what has no place of its own keeps its name.
 * @param places by canonical names.
 */
export function placeIn(parameter: string, places: Readonly<Record<string, string>>): string {
  const [name = ''] = parameter.split(/[.[]/, 1);
  return (Object.hasOwn(places, name) ? places[name] : undefined) ?? parameter;
}

/**
 * Where a message came from that a canonical parameter names a place in; `undefined` = it names none, or another one.
 * @param origins of all messages, in their order.
 */
export function originOf(parameter: string, origins: readonly string[]): string | undefined {
  const [, at] = /^messages\[(\d+)\]/.exec(parameter) ?? [];
  return at === undefined ? undefined : origins[Number(at)];
}

function inPlace(warning: CompletionWarning, placeOf: PlaceOf): CompletionWarning {
  const { parameter } = warning;
  if (parameter === undefined) return warning;
  const place = placeOf(parameter);
  return place === parameter ? warning : { ...warning, parameter: place };
}
