const [QUOTE, ESCAPE, LF, CR] = [0x22, 0x5c, 0x0a, 0x0d];
const [OPENING, CLOSING] = [new Set([0x7b, 0x5b]), new Set([0x7d, 0x5d])];

/** A JSON object that stands in a stream by itself, on one line or on many: collected until its brackets are closed. */
export class BareJson {
  private readonly pieces: string[] = [];
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  /** No JSON has such a line end: what was taken for an object is none. */
  isBroken = false;

  get isWhole(): boolean {
    return this.depth === 0 && this.pieces.length > 0;
  }

  /** @returns how many characters of `text` belong to it; all of them while it is not whole. */
  take(text: string): number {
    let at = 0;
    do this.see(text.charCodeAt(at++));
    while (at < text.length && this.depth > 0 && !this.isBroken);
    this.pieces.push(text.slice(0, at));
    return at;
  }

  toString(): string {
    return this.pieces.join('');
  }

  private see(code: number): void {
    if (!this.isInText) {
      if (code === QUOTE) this.isInText = true;
      else if (OPENING.has(code)) this.depth += 1;
      else if (CLOSING.has(code)) this.depth -= 1;
      return;
    }
    this.isBroken ||= code === LF || code === CR;
    if (this.isEscaped) this.isEscaped = false;
    else if (code === ESCAPE) this.isEscaped = true;
    else if (code === QUOTE) this.isInText = false;
  }
}
