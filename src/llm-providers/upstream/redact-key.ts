import type { ProviderSettings } from '../../port/provider-definition.js';

/** So many characters of a key in a row give it away, or could be tried out. */
const SHORTEST_PIECE = 8;

/**
 * A key of fewer characters is not looked for: it stands in words by chance, and would turn good answers into broken
 * ones. Such a key protects nothing, since it can be guessed; it is meant for a server that does not look at it.
 */
const SHORTEST_KEY = 4;

/** The secrets that no text from a provider may carry. */
export function keyValues({ apiKeys }: Pick<ProviderSettings, 'apiKeys'>): string[] {
  return apiKeys.map(({ value }) => value);
}

/** The text without any long piece of any of the keys, whatever the case of its letters. See `SHORTEST_KEY`. */
export function redactKeys(text: string, keys: readonly string[]): string {
  return keys.reduce(redactKey, text);
}

export function redactKey(text: string, key: string): string {
  if (key.length < SHORTEST_KEY) return text;
  const [haystack, needle] = [text.toLowerCase(), key.toLowerCase()];
  const piece = Math.min(SHORTEST_PIECE, needle.length);
  let redacted = '';
  for (let start = 0; start < text.length;) {
    let end = start + piece;
    if (end > text.length || !needle.includes(haystack.slice(start, end))) {
      redacted += text[start];
      start += 1;
      continue;
    }
    while (end < text.length && needle.includes(haystack.slice(start, end + 1))) end += 1;
    redacted += '[key]';
    start = end;
  }
  return redacted;
}
