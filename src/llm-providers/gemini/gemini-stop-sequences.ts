import type { TranslationLoss } from '../../port/provider-definition.js';

/** ai.google.dev/api/generate-content, `stopSequences`; more are refused (continuedev/continue#2702); read 2026-12-01. */
const MAX_STOPS = 5;

/** What ends an answer, as far as Gemini takes so many; `null` = nothing does. An empty one asks for nothing. */
export function toStopSequences(stop: unknown): string[] | null {
  const sequences = placesOf(stop).map(({ text }) => text);
  return sequences.length === 0 ? null : sequences.slice(0, MAX_STOPS);
}

/** The first of those that are left out. */
export function lossOfStops(request: object): TranslationLoss[] {
  const { stop } = request as { readonly stop?: unknown };
  const first = placesOf(stop)[MAX_STOPS];
  if (first === undefined) return [];
  const reason = `Gemini takes ${MAX_STOPS} stop sequences, and those before it are sent`;
  return [{ parameter: `stop[${first.at}]`, action: 'dropped', reason }];
}

function placesOf(stop: unknown): { readonly text: string; readonly at: number }[] {
  return [stop]
    .flat()
    .flatMap((text: unknown, at) => (typeof text === 'string' && text !== '' ? [{ text, at }] : []));
}
