import {
  AnswerTooLargeError,
  answerShape,
  tooDeep,
  tooManyValues,
} from '../../common/http/upstream-answer.js';

const [QUOTE, ESCAPE, LF, CR, COMMA] = [0x22, 0x5c, 0x0a, 0x0d, 0x2c];
const [OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [0x7b, 0x5b, 0x7d, 0x5d];

/** How large it may become before it is refused. */
export interface BareLimits {
  readonly maxCharacters: number;
  /** Elements of arrays and members of objects, counted as in a whole answer (`answerShape`). */
  readonly maxValues: number;
}

/** A JSON object that stands in a stream by itself, on one line or on many: collected until its brackets are closed. */
export class BareJson {
  private readonly pieces: string[] = [];
  private characters = 0;
  private values = 1;
  private nodes = 0;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  /** No JSON has such a line end: what was taken for an object is none. */
  isBroken = false;

  constructor(private readonly limits: BareLimits) {}

  get isWhole(): boolean {
    return this.depth === 0 && this.pieces.length > 0;
  }

  /**
   * @returns how many characters of `text` belong to it; all of them while it is not whole.
   * @throws AnswerTooLargeError once it is over a limit, before any of it is parsed.
   */
  take(text: string): number {
    let at = 0;
    do this.see(text.charCodeAt(at++));
    while (at < text.length && this.depth > 0 && !this.isBroken);
    this.characters += at;
    this.requireWithinLimits();
    this.pieces.push(text.slice(0, at));
    return at;
  }

  toString(): string {
    return this.pieces.join('');
  }

  /** On one line: in JSON that is whole, line ends stand between its parts only. */
  toLine(): string {
    return this.toString().replaceAll(/[\r\n]+/g, ' ');
  }

  private requireWithinLimits(): void {
    const { maxCharacters, maxValues } = this.limits;
    if (this.characters > maxCharacters) {
      throw new AnswerTooLargeError(`JSON of more than ${maxCharacters} characters`, 'whole-bytes');
    }
    const { maxNodes = Infinity, maxDepth } = answerShape(maxValues);
    if (this.values > maxValues || this.nodes > maxNodes) throw tooManyValues(maxValues);
    if (this.depth > maxDepth) throw tooDeep();
  }

  private see(code: number): void {
    if (!this.isInText) {
      const isOpening = code === OPEN_BRACE || code === OPEN_BRACKET;
      if (code === QUOTE) this.isInText = true;
      else if (code === COMMA) this.values += 1;
      else if (isOpening) this.depth += 1;
      if (code === QUOTE || isOpening) this.nodes += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) this.depth -= 1;
      return;
    }
    this.isBroken ||= code === LF || code === CR;
    if (this.isEscaped) this.isEscaped = false;
    else if (code === ESCAPE) this.isEscaped = true;
    else if (code === QUOTE) this.isInText = false;
  }
}
