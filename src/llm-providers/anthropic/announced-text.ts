/**
 * The text of blocks that stand in `message_start` already, where Anthropic has none. It begins the answer; but a
 * server may stream the same text once more behind it, which is not to be said twice. So it is held back until the
 * pieces of the stream have repeated it, or differ from it, or end.
 */
export class AnnouncedText {
  private held = '';
  /** What has come since, as long as it is how the held text begins. */
  private repeated = '';

  hold(text: string): void {
    this.held += text;
  }

  /** @returns what may go out now that this piece has come; empty = nothing yet. */
  take(piece: string): string {
    if (this.held === '') return piece;
    this.repeated += piece;
    if (this.held.startsWith(this.repeated) && this.held !== this.repeated) return '';
    const text = this.repeated.startsWith(this.held) ? this.repeated : this.held + this.repeated;
    this.held = this.repeated = '';
    return text;
  }

  /** No piece will come any more. */
  rest(): string {
    return this.held;
  }
}
