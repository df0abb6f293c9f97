import { lazy } from '../../common/lazy.js';

const BLANK = /[\s\p{Cc}\p{Cf}]/u;
const BACKSLASH = 0x5c;

/** What each unit of UTF-16 counts as: 0 for blanks, controls, invisible characters and `\`, else its lower case. */
const foldedUnits = lazy(() =>
  Uint16Array.from({ length: 0x10000 }, (_, unit) => {
    const character = String.fromCharCode(unit);
    if (BLANK.test(character) || unit === BACKSLASH) return 0;
    const lower = character.toLowerCase();
    return lower.length === 1 ? lower.charCodeAt(0) : unit;
  }),
);

/** On one line: blanks, line ends and control characters in a row, escaped ones too, become one space. */
export function fold(text: string): string {
  return text.replace(/(?:[\s\p{Cc}\p{Cf}]|\\[nrt])+/gu, ' ').trim();
}

/**
 * The character at a place of a text as it is compared, in lower case; 0 = it does not count: a blank, a blank that is
 * written as an escape, or a backslash, which one side may have put there for its quotes.
 */
export function foldedAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (isBlankEscape(unit) && at > 0 && text.charCodeAt(at - 1) === BACKSLASH) return 0;
  return foldedUnits()[unit] ?? 0;
}

/** n, r and t behind a backslash. */
function isBlankEscape(unit: number): boolean {
  return unit === 0x6e || unit === 0x72 || unit === 0x74;
}

/** The number of characters, one more of them taken in. */
export function nextNumber(number: number, code: number): number {
  return ((number << 5) - number + code) | 0;
}

/** So many that do not count in a row, and a text is taken to end there: they are read at once. */
export const MOST_UNCOUNTED = 16 * 1024;

/** Reads texts forward, by characters that count, and makes a number of those that it read. */
export class FoldedReader {
  /** Behind the last that was read. */
  at = 0;
  number = 0;

  private text = '';

  /** Begins a new number. */
  open(text: string, at: number): void {
    this.text = text;
    this.at = at;
    this.number = 0;
  }

  /** Takes in the next so many; false = the text has fewer, or they stand too far apart. */
  take(count: number): boolean {
    const { text } = this;
    let { at, number } = this;
    let missing = count;
    const end = Math.min(text.length, at + count + MOST_UNCOUNTED);
    for (; missing > 0 && at < end; at += 1) {
      const code = foldedAt(text, at);
      if (code === 0) continue;
      number = nextNumber(number, code);
      missing -= 1;
    }
    this.at = at;
    this.number = number;
    return missing === 0;
  }
}
