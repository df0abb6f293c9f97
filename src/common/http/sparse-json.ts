import { isAscii, isUtf8 } from 'node:buffer';
import type { LongText } from './json-shape.js';

/** Stands, with a number behind it, in place of a text that was cut out: JSON without `\u` cannot spell it. */
const MARK = '\u0000';
const MARK_IN_JSON = '\\u0000';

const QUOTE = 0x22;
const COLON = 0x3a;
const BYTES_PER_WORD = 4;
const SPACE = 0x20;
/** A space in each byte of a word, and the highest bit of each. */
const SPACES = 0x20202020;
const HIGHEST_BITS = 0x80808080 | 0;

/**
 * Parses JSON whose weight is in a few texts, as a picture or a file is: they become texts straight from their bytes,
 * and only the rest is parsed. The whole of it as one text, and a second time as what is found in it, would cost more
 * than all else that is done for the request.
 *
 * @param longTexts all without a backslash; the JSON must hold no `\u`.
 * @returns `undefined` = it is not JSON, or not of this kind: whoever parses it all at once knows.
 */
export function parseSparseJson(json: Buffer, longTexts: readonly LongText[]): unknown {
  if (!longTexts.every((text) => isPlainValue(json, text))) return undefined;
  const rest: Buffer[] = [];
  let at = 0;
  for (const [number, { from, to }] of longTexts.entries()) {
    rest.push(json.subarray(at, from), Buffer.from(`${MARK_IN_JSON}${number}`));
    at = to;
  }
  rest.push(json.subarray(at));
  const shortened = Buffer.concat(rest);
  if (!isUtf8(shortened)) return undefined;
  try {
    const texts = longTexts.map(({ from, to }) => decode(json.subarray(from, to)));
    return withTexts(JSON.parse(shortened.toString('utf8')), texts);
  } catch {
    return undefined;
  }
}

/** It is no name of a member, and what stands in it is what JSON lets stand in a text. */
function isPlainValue(json: Buffer, { from, to }: LongText): boolean {
  if (json[to] !== QUOTE) return false;
  let behind = to + 1;
  while (behind < json.length && json[behind]! <= SPACE) behind += 1;
  if (json[behind] === COLON) return false;
  const text = json.subarray(from, to);
  return isUtf8(text) && !hasControl(text);
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

/** Puts the texts in their places. */
function withTexts(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? texts[Number(value.slice(1))] : value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) value[at] = withTexts(value[at], texts) as never;
  } else if (typeof value === 'object' && value !== null) {
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (typeof member === 'string' || typeof member === 'object') members[name] = withTexts(member, texts);
    }
  }
  return value;
}
