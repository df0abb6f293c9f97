import { randomUUID } from 'node:crypto';
import { isAscii, isUtf8 } from 'node:buffer';
import { isOddNumber, MAX_NUMBERS_LOOKED_AT, namesIn, noteWritten } from '../written-numbers.js';
import type { ReadApart } from './json-shape.js';

/** Stands, with a number behind it, in place of what was cut out. No caller knows it. */
const MARK = `${randomUUID()}:`;
const BYTE_ORDER_MARK = '\ufeff';

const QUOTE = 0x22;
const COLON = 0x3a;
const BYTES_PER_WORD = 4;
const SPACE = 0x20;
/** A space in each byte of a word, and the highest bit of each. */
const SPACES = 0x20202020;
const HIGHEST_BITS = 0x80808080 | 0;

/** What was cut out: a text, or a number as it was written. */
interface Piece {
  readonly kind: ReadApart['kind'];
  readonly content: string;
}

/**
 * Parses JSON without what is to be read apart. Texts that are long, as a picture or a file is, become texts straight
 * from their bytes: the whole of it as one text, and a second time as what is found in it, would cost more than all else
 * that is done for the request. Of odd numbers it is kept how they were written; `JSON.parse` tells that of each value,
 * which takes ten times as long.
 *
 * @param parse what `JSON.parse` does.
 * @returns `undefined` = it is not JSON, or nothing in it has to be read apart: whoever parses it all at once knows.
 */
export function parseSparseJson(
  json: Buffer,
  apart: readonly ReadApart[],
  parse: (text: string) => unknown,
): unknown {
  const { pieces, rest } = cutOut(json, apart);
  if (pieces.length === 0) return undefined;
  const shortened = Buffer.concat(rest);
  if (!isUtf8(shortened)) return undefined;
  try {
    const text = decode(shortened);
    const root = parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
    if (typeof root === 'object' && root !== null) new PuttingBack(root, pieces).into(root);
    return root;
  } catch {
    return undefined;
  }
}

/** The pieces, and the rest with a mark in place of each. */
function cutOut(json: Buffer, apart: readonly ReadApart[]): { pieces: Piece[]; rest: Buffer[] } {
  const pieces: Piece[] = [];
  const rest: Buffer[] = [];
  let at = 0;
  let numbers = 0;
  for (const { kind, from, to } of apart) {
    if (kind === 'number' && (numbers += 1) > MAX_NUMBERS_LOOKED_AT) continue;
    const content = kind === 'text' ? textIn(json, from, to) : numberIn(json, from, to);
    if (content === null) continue;
    const mark = `${MARK}${pieces.length}`;
    rest.push(json.subarray(at, from), Buffer.from(kind === 'text' ? mark : `"${mark}"`));
    pieces.push({ kind, content });
    at = to;
  }
  rest.push(json.subarray(at));
  return { pieces, rest };
}

/** `null` = it is a name of a member, or something is in it that JSON lets stand in no text. */
function textIn(json: Buffer, from: number, to: number): string | null {
  const text = json.subarray(from, to);
  if (json[to] !== QUOTE || isName(json, to + 1) || !isUtf8(text) || hasControl(text)) return null;
  return decode(text);
}

/** `null` = it is read as it is written, or no number in JSON. */
function numberIn(json: Buffer, from: number, to: number): string | null {
  if (isName(json, to)) return null;
  const source = json.toString('latin1', from, to);
  return isOddNumber(source) ? source : null;
}

/** Whether what ends there is followed by a colon. */
function isName(json: Buffer, end: number): boolean {
  let behind = end;
  while (behind < json.length && json[behind]! <= SPACE) behind += 1;
  return json[behind] === COLON;
}

/** Most are no more than ASCII, for which nothing has to be decoded. */
function decode(text: Buffer): string {
  return text.toString(isAscii(text) ? 'latin1' : 'utf8');
}

/** Four bytes at a time: a byte under a space has its highest bit set once a space is taken from it. */
function hasControl(text: Buffer): boolean {
  const head = Math.min((BYTES_PER_WORD - (text.byteOffset % BYTES_PER_WORD)) % BYTES_PER_WORD, text.length);
  const words = new Int32Array(
    text.buffer,
    text.byteOffset + head,
    Math.floor((text.length - head) / BYTES_PER_WORD),
  );
  let found = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    found |= (word - SPACES) & ~word;
  }
  if ((found & HIGHEST_BITS) !== 0) return true;
  for (let at = 0; at < head; at += 1) if (text[at]! < SPACE) return true;
  for (let at = head + words.length * BYTES_PER_WORD; at < text.length; at += 1)
    if (text[at]! < SPACE) return true;
  return false;
}

/** Puts what was cut out in its places. */
class PuttingBack {
  private left: number;

  constructor(
    private readonly root: object,
    private readonly pieces: readonly Piece[],
  ) {
    this.left = pieces.length;
  }

  /** The members first, and then what stands within them: numbers are mostly near the top, and with the last it is done. */
  into(holder: object): void {
    const members = holder as Record<string | number, unknown>;
    for (const name of namesIn(holder)) {
      const member = members[name];
      if (typeof member === 'string' && member.startsWith(MARK))
        members[name] = this.take(Number(member.slice(MARK.length)), { holder, name });
    }
    for (const name of namesIn(holder)) {
      if (this.left === 0) return;
      const member = members[name];
      if (typeof member === 'object' && member !== null) this.into(member);
    }
  }

  private take(at: number, place: { readonly holder: object; readonly name: string | number }): unknown {
    this.left -= 1;
    const { kind, content } = this.pieces[at]!;
    if (kind === 'text') return content;
    noteWritten(content, { root: this.root, ...place });
    return Number(content);
  }
}
