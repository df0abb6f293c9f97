/** Windows of 16 characters at every 7th find whatever 24 characters in a row have in common with a message. */
const WINDOW = 16;
const STRIDE = 7;
const SHORTEST_LONG = 24;
/** Shorter ones stand in messages by chance, unless they look like an identifier. */
const SHORTEST_TEXT = 12;
const SHORTEST_IDENTIFIER = 6;
const DIGITS_OF_IDENTIFIER = 4;
/** A window that is folded has been longer before. */
const MARGIN = 48;
const TABLE_BITS = 0xffff;

/** On one line: blanks, line ends and control characters in a row, escaped ones too, become one space. */
export function fold(text: string): string {
  return text.replace(/(?:[\s\p{Cc}\p{Cf}]|\\[nrt])+/gu, ' ').trim();
}

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
 * texts may have megabytes: they are walked once, and most windows are told apart by a number.
 */
export class QuotedTexts {
  private readonly message: string;
  private readonly windows = new Set<string>();
  private readonly table = new Uint8Array(TABLE_BITS + 1);

  /** @param message folded. */
  constructor(message: string) {
    this.message = message.toLowerCase();
    for (let at = 0; at + WINDOW <= this.message.length; at += 1) {
      this.windows.add(this.message.slice(at, at + WINDOW));
      this.table[numberAt(this.message, at)] = 1;
    }
  }

  has(text: string): boolean {
    if (text.length >= SHORTEST_LONG && this.hasPieceOf(text)) return true;
    if (text.length > this.message.length * 8) return false;
    const folded = fold(text);
    return isPrivate(folded) && folded.length < SHORTEST_LONG && this.message.includes(folded.toLowerCase());
  }

  private hasPieceOf(text: string): boolean {
    for (let at = 0; at < text.length; at += STRIDE) {
      if (this.table[numberAt(text, at)] === 0) continue;
      const piece = fold(text.slice(at, at + MARGIN))
        .slice(0, WINDOW)
        .toLowerCase();
      if (piece.length === WINDOW && this.windows.has(piece) && isPrivate(text.slice(0, 100))) return true;
    }
    return false;
  }
}

/** Of the next four characters that are no blanks, whatever the case of ASCII letters. */
function numberAt(text: string, start: number): number {
  let number = 0;
  for (let at = start, taken = 0; at < text.length && taken < 4; at += 1) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) continue;
    if (code === 0x5c && isEscape(text.charCodeAt(at + 1))) {
      at += 1;
      continue;
    }
    number = (number * 31 + (code | 0x20)) & TABLE_BITS;
    taken += 1;
  }
  return number;
}

/** n, r and t behind a backslash. */
function isEscape(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74;
}

/** What `fold` takes for a blank, of what is met in texts. */
function isBlank(code: number): boolean {
  if (code <= 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0xa0 ||
    code === 0xad ||
    (code >= 0x2000 && code <= 0x206f && !isPunctuation(code)) ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** Dashes, quotes, bullets and the like of General Punctuation. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2010 && code <= 0x2027) || (code >= 0x2030 && code <= 0x205e);
}
