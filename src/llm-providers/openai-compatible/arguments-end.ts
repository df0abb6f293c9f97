const OPENING = /[[{]/;

/** Follows the arguments of a call as they come in pieces, and knows when their JSON object is whole. */
export class ArgumentsEnd {
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  private hasBegun = false;

  get isWhole(): boolean {
    return this.hasBegun && this.depth === 0;
  }

  take(piece: string): void {
    for (const letter of piece) this.takeLetter(letter);
  }

  private takeLetter(letter: string): void {
    if (this.isInText) {
      this.isInText = this.isEscaped || letter !== '"';
      this.isEscaped = letter === '\\' && !this.isEscaped;
    } else if (letter === '"') this.isInText = true;
    else if (OPENING.test(letter)) {
      this.depth += 1;
      this.hasBegun = true;
    } else if (letter === ']' || letter === '}') this.depth -= 1;
  }
}
