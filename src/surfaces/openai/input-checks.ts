import { refusal, requireFit, requireGiven } from './request-checks.js';
import type { FieldCheck } from './field-checks.js';

/** Inputs of one request, at most. Source: openai/openai-openapi 2.3.0, CreateEmbeddingRequest. */
export const MAX_INPUTS = 2048;

const TEXTS_OR_TOKENS: FieldCheck = {
  accepts: 'a string, an array of strings, an array of tokens or an array of arrays of tokens',
  hasType: (value) => typeof value === 'string' || Array.isArray(value),
};
const A_TEXT: FieldCheck = { accepts: 'a string', hasType: (value) => typeof value === 'string' };
const A_TOKEN: FieldCheck = {
  accepts: 'an integer from 0',
  hasType: Number.isInteger,
  hasValue: (value: number) => value >= 0,
};
const TOKENS: FieldCheck = {
  accepts: 'an array of at least one token',
  hasType: Array.isArray,
  hasValue: (value: readonly unknown[]) => value.length > 0,
};

/**
 * A text, tokens in its place, or an array of either.
 * @throws GatewayError `request.invalid`, with the place of the first item that is of another kind than the first.
 */
export function requireTextsOrTokens(value: unknown, path: string): void {
  requireGiven(value, path);
  requireFit(value, path, TEXTS_OR_TOKENS);
  if (typeof value === 'string') return;
  const items = value as readonly unknown[];
  if (items.length === 0) throw refusal(path, 'wrong_value', `Invalid value for '${path}': it is empty.`);
  const isTokens = typeof items[0] === 'number';
  if (!isTokens && items.length > MAX_INPUTS) throw tooMany(items.length, path);
  const check = isTokens ? A_TOKEN : typeof items[0] === 'string' ? A_TEXT : TOKENS;
  items.forEach((item, at) => requireItem(item, `${path}[${at}]`, check));
}

function requireItem(item: unknown, path: string, check: FieldCheck): void {
  requireFit(item, path, check);
  if (check !== TOKENS) return;
  (item as readonly unknown[]).forEach((token, at) => requireFit(token, `${path}[${at}]`, A_TOKEN));
}

function tooMany(count: number, path: string) {
  const message = `Invalid value for '${path}': at most ${MAX_INPUTS} inputs are taken, but there are ${count}.`;
  return refusal(path, 'wrong_value', message);
}
