/** Of the first characters of a piece: a number of so many bits. */
const HEAD_BITS = 16;
const HEAD_MASK = (1 << HEAD_BITS) - 1;
const HEAD_LENGTH = 4;

/**
 * Pieces of secrets that texts are searched for. Most places of a text begin none of them, which their first characters
 * tell: to make a text of each place and look it up was most of what the failure of a provider cost.
 */
export class PieceSet {
  /** 1 where a piece begins in such a way. */
  private readonly heads = new Uint8Array(1 << HEAD_BITS);
  private readonly byLength = new Map<number, Set<string>>();

  get isEmpty(): boolean {
    return this.byLength.size === 0;
  }

  /** @param piece of at least four characters. */
  add(piece: string): void {
    this.heads[headAt(piece, 0)] = 1;
    const ofLength = this.byLength.get(piece.length);
    if (ofLength) ofLength.add(piece);
    else this.byLength.set(piece.length, new Set([piece]));
  }

  /** How many places of the text begin a piece; one that begins two, of two lengths, counts twice. */
  countIn(text: string): number {
    let count = 0;
    for (let start = 0; start + HEAD_LENGTH <= text.length; start += 1) count += this.countAt(text, start);
    return count;
  }

  isIn(text: string): boolean {
    for (let start = 0; start + HEAD_LENGTH <= text.length; start += 1) {
      if (this.countAt(text, start) > 0) return true;
    }
    return false;
  }

  private countAt(text: string, start: number): number {
    if (this.heads[headAt(text, start)] === 0) return 0;
    let count = 0;
    for (const [length, pieces] of this.byLength) {
      if (pieces.has(text.slice(start, start + length))) count += 1;
    }
    return count;
  }
}

function headAt(text: string, start: number): number {
  let head = 0;
  for (let at = start; at < start + HEAD_LENGTH; at += 1)
    head = (head * 31 + text.charCodeAt(at)) & HEAD_MASK;
  return head;
}
