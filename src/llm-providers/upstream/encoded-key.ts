import { isPlaceholder, redactKeys } from './redact-key.js';

/** So many characters in a row of an encoded key give a part of it away. */
const SHORTEST_PIECE = 12;

/** Pieces of the encoded forms of each key. Keys are the operator's, so there are few of them. */
const piecesByKey = new Map<string, ReadonlySet<string>>();

/**
 * True where a text holds a long piece of a key in other letters than its own: percent-encoded, in escapes, as hex or
 * base64, in wide letters, or with anything that is no letter or digit between them, be it line ends, blanks or soft
 * hyphens. `redactKeys` finds a key as it is; here there is nothing to cut out, so the whole text is not shown.
 */
export function holdsEncodedKey(text: string, keys: readonly string[]): boolean {
  const forms = formsOf(text);
  return keys.some((key) => {
    if (isPlaceholder(key)) return false;
    const pieces = piecesOf(key);
    return forms.some((form) => holdsPiece(form, pieces));
  });
}

/** True where a text holds a long piece of a key, as it is or in other letters: such a text is not handed on. */
export function holdsKey(text: string, keys: readonly string[]): boolean {
  return redactKeys(text, keys) !== text || holdsEncodedKey(text, keys);
}

function holdsPiece(form: string, pieces: ReadonlySet<string>): boolean {
  for (let start = 0; start + SHORTEST_PIECE <= form.length; start += 1) {
    if (pieces.has(form.slice(start, start + SHORTEST_PIECE))) return true;
  }
  return false;
}

/** Line ends and blanks in escapes, sequences for a terminal, tags, and entities without a number. */
const DIVIDERS = /\\[nrt]|\p{Cc}\[[0-9;]{0,12}[a-z]|<\/?[a-z]{1,8} ?\/?>|&[a-z]{2,8};/giu;

/** Bare letters and digits of a text as it is, and with its escapes and codes undone, once and twice. */
function formsOf(text: string): string[] {
  const once = decoded(text);
  const twice = decoded(once);
  const reversed = Array.from(bare(text)).toReversed().join('');
  return [...new Set([bare(text), bare(once), bare(twice), reversed])];
}

function bare(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

/** Of a key's own letters, and of its hex and its base64 at each of three places in a longer text. */
function piecesOf(key: string): ReadonlySet<string> {
  const known = piecesByKey.get(key);
  if (known) return known;
  const encoded = ['', 'x', 'xx'].map((before) =>
    // The characters at both ends depend on what stands beside the key.
    Buffer.from(before + key)
      .toString('base64url')
      .slice(before === '' ? 0 : 4, -3),
  );
  const needles = [key, Buffer.from(key).toString('hex'), ...encoded].map(bare);
  const pieces = new Set(needles.flatMap(allPieces));
  piecesByKey.set(key, pieces);
  return pieces;
}

function allPieces(needle: string): string[] {
  const count = Math.max(0, needle.length - SHORTEST_PIECE + 1);
  return Array.from({ length: count }, (_, start) => needle.slice(start, start + SHORTEST_PIECE));
}

/** `%41`, `\u0041`, `\u{41}`, `\x41`, `\101`, `=41`, `&#65;`, `&#x41;`, `[65, 66]`; what only divides letters goes. */
function decoded(text: string): string {
  return text
    .replace(/\\{2,}/g, '\\')
    .replace(DIVIDERS, '')
    .replace(/(?:%|\\x|=)([0-9a-f]{2})/gi, (_, code: string) => character(parseInt(code, 16)))
    .replace(/\\U0{4}([0-9a-f]{4})/g, (_, code: string) => character(parseInt(code, 16)))
    .replace(/\\u\{?([0-9a-f]{2,5})\}?/gi, (_, code: string) => character(parseInt(code, 16)))
    .replace(/&#x0{0,8}([0-9a-f]{1,5});?/gi, (_, code: string) => character(parseInt(code, 16)))
    .replace(/&#0{0,8}([1-9]\d{0,5});?/g, (_, code: string) => character(Number(code)))
    .replace(/\\([0-7]{3})/g, (_, code: string) => character(parseInt(code, 8)))
    .replace(/(?:\b\d{2,3}\b[\s,;]+){7,}\d{2,3}\b/g, (codes) =>
      codes
        .split(/[\s,;]+/)
        .map((code) => character(Number(code)))
        .join(''),
    );
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
