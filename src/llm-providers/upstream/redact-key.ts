import type { ProviderSettings } from '../../port/provider-definition.js';
import { PieceSet } from './piece-set.js';

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
  return mayHold(text, keys) ? keys.reduce(redactKey, text) : text;
}

/** Pieces of each set of keys. Keys are the operator's and are read at start, so there are few. */
const piecesByKeys = new Map<string, PieceSet>();

/** False = no key has to be looked for: one look for all keys of a pool, where there may be many. */
function mayHold(text: string, keys: readonly string[]): boolean {
  const name = keys.join('\n');
  let pieces = piecesByKeys.get(name);
  if (pieces === undefined) {
    pieces = shortestPiecesOf(keys);
    piecesByKeys.set(name, pieces);
  }
  return pieces.isIn(lowerCase(text));
}

function shortestPiecesOf(keys: readonly string[]): PieceSet {
  const pieces = new PieceSet();
  for (const key of keys.map(lowerCase)) {
    for (let start = 0; start + SHORTEST_PIECE <= key.length; start += 1)
      pieces.add(key.slice(start, start + SHORTEST_PIECE));
  }
  return pieces;
}

/** The text with each piece of the key masked, in whatever case; placeholders such as `EMPTY` mask nothing. */
export function redactKey(text: string, key: string): string {
  let [redacted, at] = ['', 0];
  for (const [start, end] of placesOf(text, key)) {
    redacted += `${text.slice(at, start)}[key]`;
    at = end;
  }
  return redacted + text.slice(at);
}

/** The parts of a text that are pieces of the keys as they are; those that touch or overlap are one. */
export function plainPieces(text: string, keys: readonly string[]): string[] {
  if (!mayHold(text, keys)) return [];
  const places = keys.flatMap((key) => placesOf(text, key)).toSorted(([one], [other]) => one - other);
  const joined: [number, number][] = [];
  for (const [start, end] of places) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined.map(([start, end]) => text.slice(start, end));
}

/** Where pieces of the key stand, each from its first character to behind its last. */
function placesOf(text: string, key: string): [number, number][] {
  if (isPlaceholder(key)) return [];
  const [haystack, needle] = [lowerCase(text), lowerCase(key)];
  const piece = Math.min(SHORTEST_PIECE, needle.length);
  const places: [number, number][] = [];
  for (let start = 0; start + piece <= text.length;) {
    let end = start + piece;
    if (!needle.includes(haystack.slice(start, end))) {
      start += 1;
      continue;
    }
    while (end < text.length && needle.includes(haystack.slice(start, end + 1))) end += 1;
    places.push([start, end]);
    start = end;
  }
  return places;
}

/** Of A to Z alone: other letters may be longer in lower case, and places would move. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
