/** Pieces are joined when there are so many. */
const PIECES_PER_PART = 512;

/**
 * A text that comes in many small pieces. Added up one by one they would stay, each with the overhead of a string of
 * its own, for as long as the whole is not looked at: several times the text itself. So they are joined in between.
 */
export class TextCollector {
  private readonly parts: string[] = [];
  private pieces: string[] = [];

  add(piece: string): void {
    this.pieces.push(piece);
    if (this.pieces.length >= PIECES_PER_PART) this.join();
  }

  toString(): string {
    this.join();
    return this.parts.join('');
  }

  private join(): void {
    if (this.pieces.length === 0) return;
    this.parts.push(this.pieces.join(''));
    this.pieces = [];
  }
}
