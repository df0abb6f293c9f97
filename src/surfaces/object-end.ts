/** Sees the end of a JSON object that comes in pieces, looking at each character once. */
export class ObjectEnd {
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  private hasBegun = false;

  /** The object has come whole. */
  get isReached(): boolean {
    return this.hasBegun && this.depth === 0;
  }

  feed(piece: string): void {
    for (const character of piece) this.take(character);
  }

  private take(character: string): void {
    if (this.isInText) {
      if (character === '"' && !this.isEscaped) this.isInText = false;
      this.isEscaped = character === '\\' && !this.isEscaped;
      return;
    }
    if (character === '"') this.isInText = true;
    if (character === '{' || character === '[') this.depth += 1;
    if (character === '}' || character === ']') this.depth -= 1;
    this.hasBegun ||= character === '{';
  }
}
