import { fold, foldedAt, FoldedReader, MOST_UNCOUNTED, nextNumber } from './folded-characters.js';
import type { SearchWork } from './search-work.js';

/**
 * In any 24 characters in a row every second one or more counts, so that one of the places 12 apart begins 6 of these.
 * Four of them tell most places apart.
 */
const STRIDE = 12;
const QUICK = 4;
const GRAM = 6;
/** In a row, from a longer text. */
const SHORTEST_RUN = 20;
/** Shorter texts are looked for as a whole. */
const SHORTEST_LONG = 24;
/** Shorter ones stand in messages by chance, unless they look like an identifier. */
const SHORTEST_TEXT = 12;
const SHORTEST_IDENTIFIER = 6;
const DIGITS_OF_IDENTIFIER = 4;
/** A text that is folded was longer before, but not by more than this. */
const MOST_BLANKS = 8;
const TABLE_BITS = 0xffff;
/** In steps of the search: a place where the message may begin, and a character that is compared from there on. */
const STEPS_OF_PLACE = 8;
const STEPS_OF_COMPARISON = 4;
/** Characters of a text that are looked at before other work may have its turn: less than a millisecond. */
const PART = 64 * 1024;
/** What no text has: lines are not read across their ends. */
const END_OF_LINE = 1;

/**
 * Whether a text gives something away where it is quoted. A single word in letters, such as `temperature` or the name of
 * a tool, does not, nor does what has fewer than 12 characters; from 6 on it does with four digits or more.
 */
export function isPrivate(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  if (text.length >= SHORTEST_IDENTIFIER && digits >= DIGITS_OF_IDENTIFIER) return true;
  return text.length >= SHORTEST_TEXT && !/^[\w.-]{1,64}$/.test(text);
}

/**
 * Finds texts in a message: short ones as a whole, of long ones any 24 characters in a row. The message is short, the
 * texts may have megabytes: they are read about once, and most places are told apart by a number.
 */
export class QuotedTexts {
  private readonly message: string;
  private readonly lowered: string;
  /** The characters of the message that count, and where they stand in it. */
  private readonly characters: number[] = [];
  private readonly places: number[] = [];
  /** Where in `characters` six begin, by their number. */
  private readonly grams = new Map<number, number[]>();
  private readonly reader = new FoldedReader();
  private readonly table = new Uint8Array(TABLE_BITS + 1);

  /** @param lines folded. */
  constructor(
    lines: readonly string[],
    private readonly work: SearchWork,
  ) {
    this.message = lines.join('\n');
    this.lowered = this.message.toLowerCase();
    for (let at = 0; at < this.message.length; at += 1) this.note(at);
  }

  /** Looks for a text, a part of it at a time. True as well for one that takes more work than there may be. */
  *search(text: string): Generator<void, boolean> {
    if (text.length < SHORTEST_IDENTIFIER) return false;
    if (this.hasWhole(text)) return true;
    for (let from = 0; from < text.length; from += PART) {
      if (this.hasPieceOf(text, from, Math.min(from + PART, text.length))) return true;
      yield;
    }
    return false;
  }

  private note(at: number): void {
    const code = this.message[at] === '\n' ? END_OF_LINE : foldedAt(this.message, at);
    if (code === 0) return;
    this.places.push(at);
    const count = this.characters.push(code);
    if (count >= QUICK) this.table[indexOf(numberOf(this.characters.slice(-QUICK)))] = 1;
    if (count < GRAM) return;
    const number = numberOf(this.characters.slice(-GRAM));
    const starts = this.grams.get(number);
    if (starts) starts.push(count - GRAM);
    else this.grams.set(number, [count - GRAM]);
  }

  private hasWhole(text: string): boolean {
    if (text.length > this.message.length * MOST_BLANKS) return false;
    const { reader } = this;
    reader.open(text, 0);
    const mayBeginHere = reader.take(QUICK) && this.table[indexOf(reader.number)] === 1;
    const isLong = !mayBeginHere || reader.take(SHORTEST_LONG);
    this.work.spent += reader.at;
    if (isLong) return false;
    const folded = fold(text);
    return isPrivate(folded) && this.lowered.includes(folded.toLowerCase());
  }

  /** One that begins in a part of the text. */
  private hasPieceOf(text: string, from: number, to: number): boolean {
    const { reader } = this;
    for (let at = from; at < to;) {
      if (this.work.isTooMuch) return true;
      reader.open(text, at);
      reader.take(QUICK);
      const next = reader.at > at + STRIDE ? reader.at : at + STRIDE;
      if (this.table[indexOf(reader.number)] === 1 && reader.take(GRAM - QUICK)) {
        const starts = this.grams.get(reader.number);
        if (starts?.some((start) => this.isRunAt(start, text, at))) return true;
      }
      this.work.spent += reader.at - at;
      at = next;
    }
    return false;
  }

  /** Whether enough of the message stands around a place of the text, and is no mere name of a field. */
  private isRunAt(start: number, text: string, at: number): boolean {
    if (this.work.isTooMuch) return true;
    const end = this.follow(start, text, at, 1);
    const first = this.follow(start - 1, text, at - 1, -1) + 1;
    if (end <= first) return false;
    const run = this.message.slice(this.places[first], (this.places[end - 1] ?? 0) + 1);
    return run.length >= SHORTEST_RUN && !/^[a-z]*(?:_[a-z]*)+$/.test(run);
  }

  /** The first in `characters`, in this direction, that is another than the text has. */
  private follow(start: number, text: string, from: number, step: 1 | -1): number {
    let index = start;
    let at = from;
    let uncounted = 0;
    for (; at >= 0 && at < text.length && uncounted < MOST_UNCOUNTED; at += step) {
      const code = foldedAt(text, at);
      uncounted = code === 0 ? uncounted + 1 : 0;
      if (code === 0) continue;
      if (code !== this.characters[index]) break;
      index += step;
    }
    this.work.spent += STEPS_OF_PLACE + STEPS_OF_COMPARISON * (at - from) * step;
    return index;
  }
}

function numberOf(characters: readonly number[]): number {
  return characters.reduce((number, code) => nextNumber(number, code), 0);
}

function indexOf(number: number): number {
  return (number ^ (number >>> 16)) & TABLE_BITS;
}
