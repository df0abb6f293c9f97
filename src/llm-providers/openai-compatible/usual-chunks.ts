import { isUtf8 } from 'node:buffer';
import { isWithinDepth } from '../../common/http/upstream-answer.js';
import { mayLoseDigits } from '../../common/parse-keeping-digits.js';
import { saysMoreThanCounts } from '../../port/beside-counts.js';
import type { StreamPart } from '../../port/canonical.js';
import type { FrameWishes, SeenItem, TakenFrames } from '../../port/chat-relay.js';
import type { ByteSpan } from '../../common/http/json-members.js';
import { tierBilledApart } from '../../port/service-tier.js';
import { isReport } from '../upstream/failure-report.js';
import { FINISH_REASONS, isObject, type Fields } from '../upstream/wire-fields.js';
import type { StreamedAnswer } from './openai-answer.js';
import { hasId } from '../upstream/call-ids.js';
import { FramesOut, NOTHING_OUT } from './frames-out.js';
import { withNamedCalls } from './named-calls.js';
import { TextFrames } from './text-frames.js';
import { isTextOrNone, isUsualUsage } from './usual-answer.js';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DATA = Buffer.from('data: ');
const DONE = Buffer.from('data: [DONE]');
const END = Buffer.from('data: [DONE]\n\n');
/** A frame of more is left to the reader that has bounds for it. */
const MAX_FRAME_BYTES = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);
const NO_PARTS: readonly StreamPart[] = Object.freeze([]);

interface Taken {
  parts: readonly StreamPart[];
  texts: number;
  characters: number;
  items: SeenItem[];
}

const NO_ITEMS: SeenItem[] = [];
const NOTHING: Taken = Object.freeze({ parts: NO_PARTS, texts: 0, characters: 0, items: NO_ITEMS });

/** `waits` = what to do with a frame depends on what comes behind it. */
type How = TakenFrames['how'] | 'waits';

/**
 * Looks at the frames of a stream as they pass: each is a line of data, and an empty one. What is like most passes as
 * it came; the first frame that is not ends the looking, and is left to the reader of all streams.
 */
export class UsualChunks {
  /** The beginning of a frame whose end is yet to come. */
  private rest: Buffer = NO_BYTES;
  private readonly texts = new TextFrames();
  private out = NOTHING_OUT;
  private taken = NOTHING;

  private readonly wantsUsage: boolean;
  private readonly wantsItems: boolean;

  constructor(
    private readonly answer: StreamedAnswer,
    { wantsUsage, wantsItems }: FrameWishes,
  ) {
    this.wantsUsage = wantsUsage;
    this.wantsItems = wantsItems;
  }

  take(piece: Buffer, mayChange: boolean): TakenFrames {
    const isWhole = this.rest.length === 0;
    const bytes = isWhole ? piece : Buffer.concat([this.rest, piece]);
    this.rest = NO_BYTES;
    this.texts.restart();
    this.out = new FramesOut(bytes, mayChange || !isWhole);
    this.taken = { parts: NO_PARTS, texts: 0, characters: 0, items: this.wantsItems ? [] : NO_ITEMS };
    let at = 0;
    let how: How = 'usual';
    while (how === 'usual') {
      const next = this.texts.match(bytes, at);
      if (next !== -1) {
        this.takeText(at, next);
        at = next;
        continue;
      }
      const end = bytes.indexOf(NEWLINE, at);
      if (end === -1 || end + 1 >= bytes.length) break;
      const isFrame = bytes[end + 1] === NEWLINE && bytes[end - 1] !== CARRIAGE_RETURN;
      how = isFrame ? this.takeFrame(at, end) : 'odd';
      if (how === 'usual') at = end + 2;
    }
    let left = at === bytes.length ? NO_BYTES : bytes.subarray(at);
    if (how === 'waits') how = 'usual';
    if (how === 'usual' && left.length <= MAX_FRAME_BYTES) this.rest = left = inOwnMemory(left);
    else if (how === 'usual') how = 'odd';
    const passed = this.out.upTo(at);
    const { parts, texts, characters, items } = this.taken;
    // Or the bytes, and what was read of them, would be held until more come.
    this.out = NOTHING_OUT;
    this.taken = NOTHING;
    return { parts, texts, characters, items, passed, how, left };
  }

  /** A frame of a known kind between two places of the bytes, with its line ends. */
  private takeText(from: number, to: number): void {
    const { out, taken, texts } = this;
    const { passed, text } = texts;
    this.answer.sawText();
    taken.texts += 1;
    taken.characters += text.characters;
    if (this.wantsItems) taken.items.push(out.bytes.toString('utf8', text.from, text.to));
    if (passed === null) return;
    if ('cutFrom' in passed) out.cut(text.to + passed.cutFrom, text.to + passed.cutTo);
    else out.replaceText(from, to, passed, text);
  }

  /** The frame between two places of the bytes, without the line ends behind it. */
  private takeFrame(from: number, to: number): How {
    const { taken } = this;
    const { bytes } = this.out;
    const frame = bytes.subarray(from, to);
    if (!startsWith(DATA, bytes, from, to) || !isUtf8(frame)) return 'odd';
    if (to - from === DONE.length && startsWith(DONE, bytes, from, to)) return 'done';
    if (!isWithinDepth(frame)) return 'odd';
    const line = bytes.toString('utf8', from + DATA.length, to);
    const wire = parsed(line);
    if (!isObject(wire) || !this.isUsual(wire) || !this.answer.isName(wire['model'])) return 'odd';
    // What may be written anew has its digits elsewhere.
    if (mayLoseDigits(line)) return 'odd';
    // To a caller who asked for no counts, what stands beside them goes in a chunk that has none.
    const counts = isCount(wire);
    if (counts && !this.wantsUsage && !this.wantsItems && saysMoreThanCounts(wire)) return 'odd';
    const behind = this.wantsUsage && counts ? this.isEndAt(to + 2) : 'usual';
    if (behind !== 'usual') return behind;
    const isPlain = isPlainChunk(wire);
    const part = isPlain ? this.answer.takePlain(wire) : this.partOf(wire);
    if (part === null) return 'odd';
    taken.parts = taken.parts === NO_PARTS ? [part] : [...taken.parts, part];
    if (this.wantsItems) taken.items.push(part);
    const start = from + DATA.length;
    const cut = isPlain && !this.wantsUsage ? nullCountIn(wire, line, to - start) : null;
    if (cut !== null) {
      this.out.cut(start + cut.from, start + cut.to);
      this.texts.learn(wire, line, line.slice(0, cut.from) + line.slice(cut.to));
      return 'usual';
    }
    const passed = this.asPassed(wire, isPlain ? wire : withNamedCalls(wire, part));
    if (passed !== null) this.out.replace(from, to + 2, Buffer.from(passed && `data: ${passed}\n\n`));
    this.texts.learn(wire, line, passed);
    return 'usual';
  }

  /** `null` = it is no part of the answer, or makes it none: the reader of all streams comes to the same, and can say so. */
  private partOf(data: Fields): StreamPart | null {
    try {
      return this.answer.take({ event: undefined, data });
    } catch {
      return null;
    }
  }

  /** The caller gets one count, behind all else. */
  private isEndAt(from: number): 'usual' | 'waits' | 'odd' {
    const { bytes } = this.out;
    const length = Math.min(END.length, bytes.length - from);
    if (bytes.compare(END, 0, length, from, from + length) !== 0) return 'odd';
    return length === END.length ? 'usual' : 'waits';
  }

  /**
   * Counts that the caller did not ask for stay here: some SDKs refuse them, be they `null`. As a line of data; `null` =
   * as it came, '' = nothing.
   * @param named the same with the ids of its calls as the caller has them.
   */
  private asPassed(wire: Fields, named: Fields): string | null {
    if (this.wantsUsage || wire['usage'] === undefined) return named === wire ? null : JSON.stringify(named);
    const { usage: _usage, ...others } = named;
    return isCount(wire) ? '' : JSON.stringify(others);
  }

  private isUsual(wire: Fields): boolean {
    const { choices, usage } = wire;
    if (wire['object'] !== 'chat.completion.chunk' || !Array.isArray(choices)) return false;
    if (wire['error'] !== undefined || wire['x_groq'] !== undefined) return false;
    if (!choices.every(isUsualChoice)) return false;
    if (usage === undefined || usage === null) return choices.length > 0;
    // Beside choices, the counts go to a caller who asked for them in a chunk of their own.
    return isUsualUsage(usage) && (choices.length === 0 || !this.wantsUsage);
  }
}

/**
 * Whether a usual chunk is in canonical form already: a piece of the first choice with its role, its text or its end,
 * or counts alone.
 */
function isPlainChunk(wire: Fields): boolean {
  const choices = wire['choices'] as readonly Fields[];
  const [choice] = choices;
  if (!choice) return tierBilledApart(wire['service_tier']) === null && !isReport(wire);
  const { delta, finish_reason: reason, index } = choice;
  if (choices.length > 1 || index !== 0 || isObject(wire['usage'])) return false;
  if (reason !== null && reason !== undefined && reason !== 'stop' && reason !== 'length') return false;
  for (const name in delta as Fields) {
    if (name !== 'role' && name !== 'content' && (delta as Fields)[name] !== null) return false;
  }
  return true;
}

const USAGE = '"usage"';
const NULL_VALUE = ':null';

/**
 * Where the counts of a chunk stand in its line that are `null`, with their comma; `null` = it takes more to tell. In JSON
 * without escapes every quote begins or ends a text, so that the only `"usage"` in it is the name that was parsed.
 * @param bytes of the line: as many as it has characters, or places in it would not be places in its bytes.
 */
function nullCountIn(wire: Fields, line: string, bytes: number): ByteSpan | null {
  if (wire['usage'] !== null || line.length !== bytes || line.includes('\\')) return null;
  const at = line.indexOf(USAGE);
  const value = at + USAGE.length;
  if (at === -1 || !line.startsWith(NULL_VALUE, value) || line.lastIndexOf(USAGE) !== at) return null;
  const end = value + NULL_VALUE.length;
  if (line[at - 1] === ',') return { from: at - 1, to: end };
  return line[end] === ',' ? { from: at, to: end + 1 } : null;
}

/** A chunk that says nothing but how many tokens there were. */
function isCount({ choices, usage }: Fields): boolean {
  return isObject(usage) && (choices as readonly unknown[]).length === 0;
}

const ODD_IN_CHOICE = ['error', 'message', 'text', 'content', 'usage'] as const;

function isUsualChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice['index']) || (choice['index'] as number) < 0)
    return false;
  for (const name of ODD_IN_CHOICE) if (choice[name] !== undefined) return false;
  const { delta, finish_reason: reason } = choice;
  if (!isObject(delta) || !isReason(reason)) return false;
  const { content, text, refusal, tool_calls: calls, function_call: legacy } = delta;
  if (text !== undefined || (legacy !== undefined && legacy !== null)) return false;
  if (!isTextOrNone(content) || !isTextOrNone(refusal)) return false;
  return calls === undefined || calls === null || (Array.isArray(calls) && calls.every(isUsualCall));
}

function isReason(reason: unknown): boolean {
  return (
    reason === null || reason === undefined || (typeof reason === 'string' && FINISH_REASONS.has(reason))
  );
}

/** A piece of a call that says which one it belongs to. */
function isUsualCall(call: unknown): boolean {
  if (!isObject(call) || !Number.isSafeInteger(call['index']) || (call['index'] as number) < 0) return false;
  const { function: called } = call;
  if (called === undefined) return true;
  // One that begins without an id gets one.
  if (isObject(called) && called['name'] !== undefined && !hasId(call)) return false;
  return isObject(called) && (called['arguments'] === undefined || typeof called['arguments'] === 'string');
}

/** What waits for the next piece, as long as that takes, would keep the block of 64 KiB that small buffers share. */
function inOwnMemory(bytes: Buffer): Buffer {
  if (bytes.length === 0) return NO_BYTES;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return own;
}

function startsWith(expected: Buffer, bytes: Buffer, from: number, to: number): boolean {
  const end = from + expected.length;
  return end <= to && bytes.compare(expected, 0, expected.length, from, end) === 0;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
