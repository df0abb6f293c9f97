import { isUtf8 } from 'node:buffer';
import { isObject, type Fields } from '../upstream/wire-fields.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;
/** Behind the line of a frame. */
const LINE_ENDS = '\n\n';
/** Text that stands in JSON as it is. */
const PLAIN = /^[^"\\\p{Cc}]+$/u;

/** A frame with a text in it, and all that stands around the text. */
interface Frame {
  /** Up to the text. */
  readonly before: Buffer;
  /** From the end of the text on, up to the filling, or with the line ends where there is none. */
  readonly between: Buffer;
  /** Behind a filling of random length, which hides the length of the text, with the line ends; `null` = there is none. */
  readonly behind: Buffer | null;
  /** The end of one, and all up to the text of the next: of frames that come together it is compared at once. */
  readonly join: Buffer;
}

/** How the frame that was learned goes out, where it is not as it came: without a piece of it, or around its text. */
export type FrameOut = FrameCut | FrameAround;

/** Places are counted from the end of the text. */
interface FrameCut {
  readonly cutFrom: number;
  readonly cutTo: number;
}

interface FrameAround {
  readonly before: Buffer;
  readonly behind: Buffer;
}

/**
 * Knows the frames of a stream again that differ in nothing but their text: of a long answer nearly all of them. What
 * stands around the text is the same bytes, and the text holds no quote, escape or control character, so that parsing
 * such a frame would give what the learned one gave, with the other text.
 */
export class TextFrames {
  /** The text of the frame that matched last: where it stands, and how long it is in UTF-16. */
  readonly text = { from: 0, to: 0, characters: 0 };
  private frame: Frame | null = null;
  private out: FrameOut | null = null;
  private model: unknown = null;
  /** Where a frame begins that was found to be like the learned one up to its text; -1 = none was. */
  private begunAt = -1;

  /** Other bytes are looked at from now on. */
  restart(): void {
    this.begunAt = -1;
  }

  /**
   * @param wire a frame that was looked at, without its `data: `.
   * @param passed the same as it went out; `null` = as it came.
   */
  learn(wire: Fields, line: string, passed: string | null): void {
    this.begunAt = -1;
    // Frames of before would not say that another model answers now.
    if (wire['model'] !== this.model) this.frame = null;
    this.model = wire['model'];
    const text = soleTextIn(wire);
    if (text === null) return;
    const around = textIn(line, text);
    const out = passed === null ? null : textIn(passed, text);
    if (!around || (passed !== null && !out)) return;
    const [start, rest] = around;
    const { between, behind } = withoutFilling(rest, wire['obfuscation']);
    const cut = out && cutIn(around, out, between);
    const [outStart = '', outEnd = ''] = out ?? [];
    const isAround = out !== null && cut === null;
    const ending = `${behind ?? between}${LINE_ENDS}`;
    const [block, places] = inOneBlock([
      behind === null ? '' : between,
      ending,
      `data: ${start}`,
      isAround ? `data: ${outStart}` : '',
      isAround ? `${outEnd}${LINE_ENDS}` : '',
    ]);
    const [middle, end, before, outBefore] = places;
    const last = block.subarray(middle, end);
    // A filling that is taken out of its place would be another text.
    const isWhole = !isAround || behind === null;
    this.frame = isWhole
      ? {
          before: block.subarray(end, before),
          between: behind === null ? last : block.subarray(0, middle),
          behind: behind === null ? null : last,
          join: block.subarray(middle, before),
        }
      : null;
    this.out = isAround
      ? { before: block.subarray(before, outBefore), behind: block.subarray(outBefore) }
      : cut;
  }

  /** How such a frame goes out; `null` = as it came. */
  get passed(): FrameOut | null {
    return this.out;
  }

  /**
   * Whether the frame that begins at a place in the bytes is like the learned one, to its end; then `text` is its text.
   * @returns where it ends, with its line ends; -1 = it is not, or is not there yet.
   */
  match(bytes: Buffer, from: number): number {
    const { frame } = this;
    if (frame === null) return -1;
    const { before, between, behind } = frame;
    const start = from + before.length;
    if (from !== this.begunAt && !stands(before, bytes, from)) return -1;
    const end = endOfText(bytes, start);
    if (end <= start) return -1;
    let to = -1;
    if (behind === null) to = this.endOf(frame, between, bytes, end);
    else if (stands(between, bytes, end)) {
      const filling = end + between.length;
      const tail = endOfText(bytes, filling);
      if (tail !== -1 && isPlainAscii(bytes, filling, tail)) to = this.endOf(frame, behind, bytes, tail);
    }
    if (to === -1) return -1;
    const characters = charactersIn(bytes, start, end);
    if (characters === -1) return -1;
    this.text.from = start;
    this.text.to = end;
    this.text.characters = characters;
    return to;
  }

  /** Where a frame ends whose last bytes are to begin at a place; -1 = they are others, or are not there yet. */
  private endOf({ join }: Frame, last: Buffer, bytes: Buffer, from: number): number {
    const to = from + last.length;
    const isFollowed = stands(join, bytes, from);
    if (!isFollowed && !stands(last, bytes, from)) return -1;
    this.begunAt = isFollowed ? to : -1;
    return to;
  }
}

/** The text of a chunk that says nothing else; `null` = it does, or says nothing. */
function soleTextIn(wire: Fields): string | null {
  const choices = wire['choices'] as readonly Fields[];
  const [choice] = choices;
  if (choices.length !== 1 || !choice || choice['index'] !== 0) return null;
  const { delta, finish_reason: reason } = choice;
  if (!isObject(delta) || (reason !== null && reason !== undefined)) return null;
  if (wire['usage'] !== undefined && wire['usage'] !== null) return null;
  for (const name in delta) if (name !== 'content' && name !== 'role' && delta[name] !== null) return null;
  const { content } = delta;
  return typeof content === 'string' && PLAIN.test(content) ? content : null;
}

const CONTENT = '"content":';

/** What stands before the text of the only `content`, and behind it; `null` = it cannot be told. */
function textIn(line: string, text: string): readonly [before: string, behind: string] | null {
  const at = line.indexOf(CONTENT);
  if (at === -1 || line.indexOf(CONTENT, at + 1) !== -1) return null;
  let start = at + CONTENT.length;
  while (line[start] === ' ') start += 1;
  if (line[start] !== '"' || !line.startsWith(`${text}"`, start + 1)) return null;
  return [line.slice(0, start + 1), line.slice(start + 1 + text.length)];
}

/** What one line is without another's piece behind the text; `null` = they differ in more, or in the filling. */
function cutIn(
  [start, rest]: readonly [string, string],
  [outStart, outRest]: readonly [string, string],
  between: string,
): FrameCut | null {
  const cut = rest.length - outRest.length;
  if (start !== outStart || cut <= 0) return null;
  let at = 0;
  while (at < outRest.length && rest[at] === outRest[at]) at += 1;
  // Bytes are counted, and a filling may be of another length.
  const isCounted = at + cut <= between.length && /^[ -~]*$/.test(rest.slice(0, at + cut));
  return isCounted && rest.endsWith(outRest.slice(at)) ? { cutFrom: at, cutTo: at + cut } : null;
}

const FILLING = '"obfuscation":"';

/** What stands behind a text, around its filling; `behind` is `null` where there is none. */
interface Rest {
  readonly between: string;
  readonly behind: string | null;
}

function withoutFilling(rest: string, filling: unknown): Rest {
  const at = rest.indexOf(FILLING);
  const start = at + FILLING.length;
  const isFilling = typeof filling === 'string' && /^[\w-]*$/.test(filling);
  if (at === -1 || !isFilling || !rest.startsWith(`${filling}"`, start)) {
    return { between: rest, behind: null };
  }
  return { between: rest.slice(0, start), behind: rest.slice(start + filling.length) };
}

type Five<T> = readonly [T, T, T, T, T];

/**
 * Texts as bytes in memory of their own, and where each of them ends: they stay as long as their stream, and each would
 * keep a block of 64 KiB, which Node's small buffers share.
 */
function inOneBlock(texts: Five<string>): readonly [block: Buffer, ends: Five<number>] {
  const [first, second, third, fourth, fifth] = texts;
  const all = `${first}${second}${third}${fourth}${fifth}`;
  const block = Buffer.allocUnsafeSlow(Buffer.byteLength(all));
  block.write(all);
  // All of it ASCII, as most is, its letters are its bytes.
  const isAscii = block.length === all.length;
  const bytesOf = (text: string) => (isAscii ? text.length : Buffer.byteLength(text));
  const firstEnd = bytesOf(first);
  const secondEnd = firstEnd + bytesOf(second);
  const thirdEnd = secondEnd + bytesOf(third);
  const fourthEnd = thirdEnd + bytesOf(fourth);
  return [block, [firstEnd, secondEnd, thirdEnd, fourthEnd, block.length]];
}

function stands(expected: Buffer, bytes: Buffer, from: number): boolean {
  const end = from + expected.length;
  return end <= bytes.length && bytes.compare(expected, 0, expected.length, from, end) === 0;
}

/** The place of the quote that ends a text; -1 = the text is not plain, or not whole. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < FIRST_PRINTABLE) return -1;
  }
  return -1;
}

function isPlainAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at]! >= FIRST_BEYOND_ASCII) return false;
  return true;
}

/** -1 = it is not UTF-8. */
function charactersIn(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (bytes[at]! < FIRST_BEYOND_ASCII) continue;
    return isUtf8(bytes.subarray(from, to)) ? bytes.toString('utf8', from, to).length : -1;
  }
  return to - from;
}
