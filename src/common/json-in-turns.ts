import { turnOfLargeWork } from './large-work.js';
import { isOddNumber, MAX_NUMBERS_LOOKED_AT, mayBeOddNumber, noteWritten } from './written-numbers.js';

/** Characters that are read, about a millisecond's work, before other work gets its turn. */
const CHARACTERS_PER_TURN = 64 * 1024;
/** A value takes as long as so many characters of a text. */
const WORK_OF_VALUE = 16;
/** Without escapes, a text of so many is read at once. */
const SHORT_CHARACTERS = 1024;

/** No blank has a higher one. */
const BLANK_CODE = 0x20;
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What may stand in a text, up to its closing quote, an escape that is cut off, or an end. */
const IN_TEXT = /(?:[^"\\]+|\\u[0-9a-fA-F]{4}|\\[^u])*/y;
const LITERALS: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** An array or object whose end is yet to come, and the name that its next value has. */
interface Open {
  readonly container: unknown[] | object;
  name: string;
  /** Read so far. */
  members: number;
}

export interface JsonReading {
  /** Told each name of a member, as it is read. */
  readonly onName?: (name: string) => void;
  /** Of one object; default: any number. V8 takes a tenth of a second at once to make room for some hundred thousand. */
  readonly maxMembers?: number;
  /** How numbers are written is kept, for `asWritten`; default: false. */
  readonly keepsNumbers?: boolean;
}

/**
 * What `JSON.parse` gives, while other work has its turn: a text of 16 MB with escapes takes that 150 ms. For large texts:
 * all in all it takes longer.
 * @throws SyntaxError where the text is no JSON, or has an object of more than `maxMembers`.
 */
export function parseJsonInTurns(
  text: string,
  { onName = () => undefined, maxMembers = Infinity, keepsNumbers = false }: JsonReading = {},
): Promise<unknown> {
  return new JsonReader(text, { onName, maxMembers, keepsNumbers }).read();
}

class JsonReader {
  private at = 0;
  private work = 0;
  private whole: unknown = undefined;
  private readonly open: Open[] = [];
  /** So many more are looked at, to keep how they were written. */
  private numbersLeft: number;

  constructor(
    private readonly text: string,
    private readonly reading: Required<JsonReading>,
  ) {
    this.numbersLeft = reading.keepsNumbers ? MAX_NUMBERS_LOOKED_AT : 0;
  }

  async read(): Promise<unknown> {
    for (;;) {
      this.work += WORK_OF_VALUE;
      this.skip(BLANKS);
      const container = this.takes('[') ? [] : this.takes('{') ? {} : null;
      if (container) this.open.push({ container, name: '', members: 0 });
      this.skip(BLANKS);
      if (!container || this.takesEndOf(container)) {
        const value = container ? this.open.pop()?.container : this.scalar();
        if (this.closeAllAround(value instanceof Promise ? await value : value)) return this.whole;
      }
      if (this.work > CHARACTERS_PER_TURN) await this.pause();
      const naming = this.readNameOfNext();
      if (naming) await naming;
    }
  }

  /** A value has ended, and with it what it is the last one of. @returns whether that was all. */
  private closeAllAround(value: unknown): boolean {
    for (let ended = value; ;) {
      this.skip(BLANKS);
      const around = this.open.at(-1);
      if (!around) {
        if (this.at < this.text.length) throw this.failure();
        this.whole = ended;
        return true;
      }
      put(ended, around);
      if (this.takes(',')) return false;
      if (!this.takesEndOf(around.container)) throw this.failure();
      this.open.pop();
      ended = around.container;
    }
  }

  private readNameOfNext(): Promise<void> | null {
    const around = this.open.at(-1);
    if (!around || Array.isArray(around.container)) return null;
    this.skip(BLANKS);
    if (!this.takes('"')) throw this.failure();
    const name = this.restOfText();
    if (typeof name !== 'string') return name.then((long) => this.takeName(long, around));
    this.takeName(name, around);
    return null;
  }

  private takeName(name: string, around: Open): void {
    around.name = name;
    around.members += 1;
    if (around.members > this.reading.maxMembers) throw this.failure();
    this.reading.onName(name);
    this.skip(BLANKS);
    if (!this.takes(':')) throw this.failure();
  }

  private scalar(): Promise<string> | string | number | boolean | null {
    if (this.takes('"')) return this.restOfText();
    const start = this.at;
    if (this.skip(NUMBER)) return this.number(this.text.slice(start, this.at));
    for (const [word, value] of LITERALS) if (this.takes(word)) return value;
    throw this.failure();
  }

  private number(source: string): number {
    if (this.numbersLeft > 0 && mayBeOddNumber(source)) {
      this.numbersLeft -= 1;
      this.work += WORK_OF_VALUE;
      if (isOddNumber(source)) this.keep(source);
    }
    return Number(source);
  }

  private keep(source: string): void {
    const [outermost] = this.open;
    const around = this.open.at(-1);
    if (!outermost || !around) return;
    const { container: holder } = around;
    const name = Array.isArray(holder) ? holder.length : around.name;
    // Copied, for a mere slice would keep the whole text.
    noteWritten(Buffer.from(source).toString(), { root: outermost.container, holder, name });
  }

  /** Behind the opening quote. */
  private restOfText(): string | Promise<string> {
    const end = this.text.indexOf('"', this.at);
    if (end < 0 || end - this.at > SHORT_CHARACTERS) return this.longText();
    const text = this.text.slice(this.at, end);
    if (text.includes('\\')) return this.longText();
    const whole = this.unescaped(text);
    this.at = end + 1;
    this.work += text.length;
    return whole;
  }

  /** Part by part, each unescaped and copied, for a mere slice would keep the whole text. */
  private async longText(): Promise<string> {
    const parts: string[] = [];
    for (;;) {
      const [part = ''] = at(0, IN_TEXT).exec(this.text.slice(this.at, this.at + CHARACTERS_PER_TURN)) ?? [];
      parts.push(this.unescaped(part));
      this.at += part.length;
      this.work += part.length;
      if (this.takes('"')) return parts.length === 1 ? (parts[0] ?? '') : parts.join('');
      if (part === '') throw this.failure();
      if (this.work > CHARACTERS_PER_TURN) await this.pause();
    }
  }

  private unescaped(part: string): string {
    try {
      return JSON.parse(`"${part}"`) as string;
    } catch {
      throw this.failure();
    }
  }

  private pause(): Promise<void> {
    this.work = 0;
    return turnOfLargeWork();
  }

  private takes(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private takesEndOf(container: object): boolean {
    return this.takes(Array.isArray(container) ? ']' : '}');
  }

  /** @returns whether there was anything of that kind. */
  private skip(kind: RegExp): boolean {
    const start = this.at;
    // Most often there is none.
    if (kind === BLANKS && this.text.charCodeAt(start) > BLANK_CODE) return false;
    const pattern = at(start, kind);
    if (pattern.test(this.text)) this.at = pattern.lastIndex;
    return this.at > start;
  }

  private failure(): SyntaxError {
    return new SyntaxError(`The text is not valid JSON at position ${this.at}`);
  }
}

function at(index: number, pattern: RegExp): RegExp {
  pattern.lastIndex = index;
  return pattern;
}

function put(value: unknown, { container, name }: Open): void {
  if (Array.isArray(container)) container.push(value);
  // By assignment, that name would change what the object inherits.
  else if (name === '__proto__')
    Object.defineProperty(container, name, { value, writable: true, enumerable: true, configurable: true });
  else (container as Record<string, unknown>)[name] = value;
}
