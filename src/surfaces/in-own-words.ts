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

/** Where the messages and tools of a translated request came from, in their order. */
export interface Origins {
  /** Such as `instructions`, or `input[2]`. */
  readonly messages: readonly string[];
  /** Such as `tools[1]`. */
  readonly tools: readonly string[];
  /** The schema of the answer; left out = it has one place in the API. */
  readonly schema?: string;
}

/** Of a request that is not translated. */
export const NO_ORIGINS: Origins = Object.freeze({ messages: [], tools: [] });

/** The origin of what a canonical parameter names a place in, and the place in it. */
interface Origin {
  readonly origin: string;
  /** In a tool, of its function: `.parameters.type`; of a message, nothing is told. */
  readonly inside: string;
}

/** Where the message or the tool came from that a canonical parameter names; `null` = it names none, or another one. */
export function originOf(parameter: string, { messages, tools }: Origins): Origin | null {
  const [, message] = /^messages\[(\d+)\]/.exec(parameter) ?? [];
  // A tool of the caller's own may be called alike, and has its fields without a function around them.
  const [, tool, inside = ''] = /^tools\[(\d+)\](?:\.function\b(.*))?$/.exec(parameter) ?? [];
  const origin = message === undefined ? tools[Number(tool)] : messages[Number(message)];
  return origin === undefined ? null : { origin, inside };
}

function inPlace(warning: CompletionWarning, placeOf: PlaceOf): CompletionWarning {
  const { parameter } = warning;
  if (parameter === undefined) return warning;
  const place = placeOf(parameter);
  return place === parameter ? warning : { ...warning, parameter: place };
}
