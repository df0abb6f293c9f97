import type { TranslationLoss } from '../../port/provider-definition.js';

/**
 * What ends an answer, less what the API refuses: sequences of blanks and ends of lines alone ("each stop sequence must
 * contain non-whitespace"; seen by stanford-crfm/helm and others, read 2026-11-30).
 */
export function toStopSequences(stop: unknown): string[] {
  return textsOf(stop).filter((text) => !isBlank(text));
}

/** The first of those that are left out; an empty one asks for nothing. */
export function lossOfStops(request: object): TranslationLoss[] {
  const { stop } = request as { readonly stop?: unknown };
  const at = textsOf(stop).findIndex((text) => text !== '' && isBlank(text));
  if (at === -1) return [];
  const parameter = Array.isArray(stop) ? `stop[${at}]` : 'stop';
  const reason = 'the Messages API takes no stop sequence of blanks or ends of lines alone';
  return [{ parameter, action: 'dropped', reason }];
}

function textsOf(stop: unknown): string[] {
  return [stop].flat().filter((text) => typeof text === 'string');
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
