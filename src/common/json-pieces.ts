import { turnOfLargeWork } from './large-work.js';
import { asWritten, hasWritten, withSources } from './written-numbers.js';

/** A text that is written piece after piece, without ever being whole. */
export interface LongText {
  /** In order; no piece is longer than a few dozen kilobytes. */
  pieces(): Iterable<string>;
  /** The whole of it, for those who need it at once. */
  toJSON(): string;
}

/** Characters and values of one piece: about a millisecond's work. */
const PIECE_SIZE = 64 * 1024;
/** A number, a word or a bracket takes as long as so many characters. */
const SIZE_OF_VALUE = 8;
/** Deeper than this, what is left is written at once. */
const MAX_DEPTH = 64;

/**
 * The text that `JSON.stringify` gives, in pieces, so that other work may get its turn between two of them. What is small
 * is one piece. Values are such as JSON can hold; a `LongText` stands for its text, members that are `undefined` are left
 * out, and numbers of a request are as they were written.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  let waiting = '';
  for (const part of partsOf(value, { depth: 0, hasSources: hasWritten(value) })) {
    waiting += part;
    if (waiting.length < PIECE_SIZE) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}

/** What is sent as JSON: small, a text at once; large, bytes that are written while other work has its turn. */
export function jsonToSend(value: object): string | Promise<Buffer> {
  return isSmallJson(value) ? JSON.stringify(asWritten(value)) : jsonBytesInTurns(value);
}

/** The bytes of what `JSON.stringify` gives; large ones are written while other work has its turn. */
export async function jsonBytesInTurns(value: unknown): Promise<Buffer> {
  const written: Buffer[] = [];
  for (const piece of jsonPieces(value)) {
    if (written.length > 0) await turnOfLargeWork();
    written.push(Buffer.from(piece));
  }
  return Buffer.concat(written);
}

interface Place {
  readonly depth: number;
  /** How numbers were written is kept for some of it. */
  readonly hasSources: boolean;
}

function* partsOf(value: unknown, place: Place): Generator<string, void> {
  if (isLongText(value)) {
    yield* textParts(value.pieces());
    return;
  }
  if (typeof value === 'string' && value.length > PIECE_SIZE) {
    yield* textParts([value]);
    return;
  }
  const isLast = place.depth > MAX_DEPTH || isSmallJson(value);
  const written = place.hasSources ? withSources(value, isLast) : value;
  if (isLast) yield JSON.stringify(written) ?? 'null';
  else if (Array.isArray(written)) yield* arrayParts(written, below(place));
  else yield* objectParts(written as object, below(place));
}

function below({ depth, hasSources }: Place): Place {
  return { depth: depth + 1, hasSources };
}

function* arrayParts(array: readonly unknown[], inner: Place): Generator<string, void> {
  let before = '[';
  for (const item of array) {
    yield before;
    yield* partsOf(item, inner);
    before = ',';
  }
  yield array.length === 0 ? '[]' : ']';
}

function* objectParts(object: object, inner: Place): Generator<string, void> {
  let before = '{';
  // Names alone: an object may have a hundred thousand members, and a pair of each takes as long as all that is done here.
  for (const name of Object.keys(object)) {
    const member = (object as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    yield before;
    yield* partsOf(name, inner);
    yield ':';
    yield* partsOf(member, inner);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** A text in quotes, escaped part by part. The halves of a surrogate pair stay together: alone, they are escaped. */
function* textParts(pieces: Iterable<string>): Generator<string, void> {
  yield '"';
  let half = '';
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PIECE_SIZE) {
      const part = half + piece.slice(at, at + PIECE_SIZE);
      half = /[\ud800-\udbff]$/.test(part.slice(-1)) ? part.slice(-1) : '';
      yield quoted(half === '' ? part : part.slice(0, -1));
    }
  }
  yield `${quoted(half)}"`;
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Found to be large before: to list the members of such an object again takes milliseconds, and it is asked for often. */
const knownLarge = new WeakSet<object>();

/** Whether all of it fits into one piece, so that it may be written at once; looks no further than that. */
export function isSmallJson(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && knownLarge.has(value)) return false;
  const isSmall = fitsIn(PIECE_SIZE, value);
  if (isObject && !isSmall) knownLarge.add(value);
  return isSmall;
}

function fitsIn(size: number, value: unknown): boolean {
  let left = size;
  const values = [value];
  for (let next = values.pop(); next !== undefined || values.length > 0; next = values.pop()) {
    left -= SIZE_OF_VALUE;
    if (typeof next === 'string') left -= next.length;
    else if (typeof next === 'object' && next !== null) {
      if (isLongText(next) || knownLarge.has(next)) return false;
      const members: unknown[] = Array.isArray(next) ? next : Object.values(next);
      if (members.length * SIZE_OF_VALUE > size) knownLarge.add(next);
      left -= members.length * SIZE_OF_VALUE;
      if (left >= 0) values.push(...members);
    }
    if (left < 0) return false;
  }
  return true;
}

function isLongText(value: unknown): value is LongText {
  return (
    typeof value === 'object' && value !== null && 'pieces' in value && typeof value.pieces === 'function'
  );
}
