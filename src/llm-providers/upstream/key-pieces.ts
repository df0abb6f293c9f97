import { inBase32, inBase64 } from './base-digits.js';
import { bare, visible } from './other-letters.js';
import { PieceSet } from './piece-set.js';
import { isPlaceholder } from './redact-key.js';

/** So many characters in a row of an encoded key give a part of it away. */
const SHORTEST_PIECE = 12;

/** What has fewer stands in ordinary words: it is not looked for. */
const SHORTEST_FORM = 8;

/** Of packed forms each fourth piece is kept, so 15 characters in a row are found for certain. */
const STEP = 4;

/** Of a key that is longer, so much is looked for in other letters: keys are shorter, and memory is bounded. */
const MAX_KEY_LENGTH = 256;

/** What is packed twice is four times as long, and none of its kinds is common. */
const MAX_LENGTH_PACKED_TWICE = 64;

/**
 * What texts are searched for: pieces of 12 characters of each form of each key, and whole forms of 8 to 11, which a
 * short key has. `visible` has the keys that are mostly punctuation.
 */
export interface KeyPieces {
  readonly bare: PieceSet;
  readonly visible: PieceSet;
}

/** Keys are the operator's and are read at start, so there are few sets of them. */
const piecesByKeys = new Map<string, KeyPieces>();

/** The pieces of all keys that are no placeholders. Made once for each set of keys. */
export function piecesOf(keys: readonly string[]): KeyPieces {
  const name = keys.join('\n');
  const known = piecesByKeys.get(name);
  if (known) return known;
  const secrets = keys.filter((key) => !isPlaceholder(key)).map((key) => key.slice(0, MAX_KEY_LENGTH));
  const fewLetters = secrets.filter((key) => bare(key).length < SHORTEST_FORM);
  const pieces = {
    bare: piecesOfForms(secrets.flatMap(formsOf)),
    visible: piecesOfForms(fewLetters.map((key) => ({ text: visible(key), piece: SHORTEST_PIECE, step: 1 }))),
  };
  piecesByKeys.set(name, pieces);
  return pieces;
}

interface Form {
  readonly text: string;
  /** Characters of a piece of it. */
  readonly piece: number;
  /** From the start of one piece to that of the next. */
  readonly step: number;
}

function piecesOfForms(forms: readonly Form[]): PieceSet {
  const pieces = new PieceSet();
  for (const { text, piece, step } of forms) {
    if (text.length < SHORTEST_FORM) continue;
    const length = Math.min(piece, text.length);
    for (let start = 0; start + length <= text.length; start += step)
      pieces.add(text.slice(start, start + length));
  }
  return pieces;
}

/** The key's own letters; its bytes as hex, base32 and base64, as those of UTF-16, and packed twice. */
function formsOf(key: string): Form[] {
  const bytes = Buffer.from(key);
  const start = bytes.subarray(0, MAX_LENGTH_PACKED_TWICE);
  const twice = [start.toString('hex'), start.toString('hex').toUpperCase(), ...inBase64(start)];
  const packed = [bytes.toString('hex'), ...inBase64(bytes), ...inBase32(bytes)];
  const wide = Buffer.from(key, 'utf16le');
  const form = (text: string, piece: number, step: number) => ({ text: bare(text), piece, step });
  return [
    form(key, SHORTEST_PIECE, 1),
    ...[...packed, ...twice.flatMap((text) => inBase64(Buffer.from(text)))].map((text) =>
      form(text, SHORTEST_PIECE, STEP),
    ),
    // Every second byte is 0, and gives nothing away.
    ...[wide.toString('hex'), ...inBase64(wide)].map((text) => form(text, 2 * SHORTEST_PIECE, STEP)),
  ];
}
