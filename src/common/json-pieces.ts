import { turnOfLargeWork } from './large-work.js';

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
 * is one piece. Values are such as JSON can hold; a `LongText` stands for its text, and members that are `undefined` are
 * left out.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  let waiting = '';
  for (const part of partsOf(value, 0)) {
    waiting += part;
    if (waiting.length < PIECE_SIZE) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}

/** What is sent as JSON: small, a text at once; large, bytes that are written while other work has its turn. */
export function jsonToSend(value: object): string | Promise<Buffer> {
  return isSmallJson(value) ? JSON.stringify(value) : jsonBytesInTurns(value);
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

function* partsOf(value: unknown, depth: number): Generator<string, void> {
  if (isLongText(value)) yield* textParts(value.pieces());
  else if (typeof value === 'string' && value.length > PIECE_SIZE) yield* textParts([value]);
  else if (depth > MAX_DEPTH || isSmallJson(value)) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) yield* arrayParts(value, depth);
  else yield* objectParts(value as object, depth);
}

function* arrayParts(array: readonly unknown[], depth: number): Generator<string, void> {
  let before = '[';
  for (const item of array) {
    yield before;
    yield* partsOf(item, depth + 1);
    before = ',';
  }
  yield array.length === 0 ? '[]' : ']';
}

function* objectParts(object: object, depth: number): Generator<string, void> {
  let before = '{';
  // Names alone: an object may have a hundred thousand members, and a pair of each takes as long as all that is done here.
  for (const name of Object.keys(object)) {
    const member = (object as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    yield before;
    yield* partsOf(name, depth);
    yield ':';
    yield* partsOf(member, depth + 1);
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
