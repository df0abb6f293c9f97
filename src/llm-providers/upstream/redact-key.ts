import type { ProviderSettings } from '../../port/provider-definition.js';

/** So many characters of a key in a row give it away, or could be tried out. */
const SHORTEST_PIECE = 8;

/** A real key is longer. */
const SHORTEST_KEY = 8;

/** What people write for a key that a server does not look at. */
const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(
  (
    'a any anything api apikey bar changeme change cpp default demo dev dummy empty example fake foo for here ignore ' +
    'ignored insert key llama llamacpp lm lmstudio local localai localhost me mock my n na need needed no nokey none ' +
    'not null ollama openai placeholder replace required sample secret sglang sk some studio tbd test testing tgi the ' +
    'this to todo token undefined unused use used vllm whatever with xinference your'
  ).split(' '),
);

/**
 * A placeholder is no secret (`EMPTY`, `ollama`, `not-needed`, `sk-xxx`), and its words stand in good messages and in
 * the names of models: it is not looked for. Nor is what has fewer than 8 characters, which could be guessed.
 */
export function isPlaceholder(key: string): boolean {
  const words = key.toLowerCase().split(/[^a-z0-9]+/);
  const isMade = words.every((word) => PLACEHOLDER_WORDS.has(word) || new Set(word).size <= 1);
  return key.length < SHORTEST_KEY || isMade;
}

/** The secrets that no text from a provider may carry. */
export function keyValues({ apiKeys }: Pick<ProviderSettings, 'apiKeys'>): string[] {
  return apiKeys.map(({ value }) => value);
}

/** The text without any long piece of any of the keys, whatever the case of its letters. See `isPlaceholder`. */
export function redactKeys(text: string, keys: readonly string[]): string {
  return keys.reduce(redactKey, text);
}

/** The text with each piece of the key masked, in whatever case; placeholders such as `EMPTY` mask nothing. */
export function redactKey(text: string, key: string): string {
  if (isPlaceholder(key)) return text;
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
