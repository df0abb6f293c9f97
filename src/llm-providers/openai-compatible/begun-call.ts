import { hasId } from '../upstream/call-ids.js';
import type { Fields } from '../upstream/wire-fields.js';
import { argumentsIn, toolNameIn } from './unnamed-calls.js';

/** A call as its pieces come: which tool it is of, and whether the JSON object of its arguments is whole. */
export class BegunCall {
  private name: string | null = null;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  private hasArguments = false;

  take(piece: Fields): void {
    this.name ??= toolNameIn(piece);
    for (const letter of argumentsIn(piece)) this.takeLetter(letter);
  }

  /**
   * Whether a piece at its place, which has no id, begins another call: one call has one name and one object of
   * arguments. The name alone may be said again.
   */
  isBefore(piece: Fields): boolean {
    const name = toolNameIn(piece);
    if (!this.isWhole || name === null || hasId(piece)) return false;
    return name !== this.name || argumentsIn(piece).trim() !== '';
  }

  private get isWhole(): boolean {
    return this.hasArguments && this.depth === 0;
  }

  private takeLetter(letter: string): void {
    if (this.isInText) {
      this.isInText = this.isEscaped || letter !== '"';
      this.isEscaped = letter === '\\' && !this.isEscaped;
    } else if (letter === '"') this.isInText = true;
    else if (letter === '[' || letter === '{') {
      this.depth += 1;
      this.hasArguments = true;
    } else if (letter === ']' || letter === '}') this.depth -= 1;
  }
}
