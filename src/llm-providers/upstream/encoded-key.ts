import { piecesOf } from './key-pieces.js';
import { bare, readingsOf, visible } from './other-letters.js';
import type { PieceSet } from './piece-set.js';
import { plainPieces, redactKeys } from './redact-key.js';

/**
 * True where a text holds a long piece of a key, or the whole of a short one, in other letters than its own, be it all
 * of them or a few: percent-encoded, in escapes, as hex, base32 or base64 (twice, too), as UTF-16, in letters that look
 * alike, or with anything that is no letter or digit between them, such as line ends, blanks or soft hyphens.
 * `redactKeys` finds a key as it is; here there is nothing to cut out, so the whole text is not shown.
 */
export function holdsEncodedKey(text: string, keys: readonly string[]): boolean {
  const pieces = piecesOf(keys);
  if (pieces.bare.isEmpty && pieces.visible.isEmpty) return false;
  const readings = readingsOf(text);
  const plain = plainPieces(text, keys);
  return (
    holdsMore(readings.map(bare), plain.map(bare), pieces.bare) ||
    (!pieces.visible.isEmpty && holdsMore(readings.map(visible), plain.map(visible), pieces.visible))
  );
}

/** True where a text holds a long piece of a key, as it is or in other letters: such a text is not handed on. */
export function holdsKey(text: string, keys: readonly string[]): boolean {
  return redactKeys(text, keys) !== text || holdsEncodedKey(text, keys);
}

/** Where a few letters of a key are encoded, a reading has more of the key in one piece than the text itself. */
function holdsMore(readings: readonly string[], plain: readonly string[], pieces: PieceSet): boolean {
  const inPlain = plain.reduce((sum, piece) => sum + pieces.countIn(piece), 0);
  return [...new Set(readings)].some((reading) => pieces.countIn(reading) > inPlain);
}
