import { MinHeap } from './min-heap.js';
import type { TokenVocabulary } from './token-vocabulary.js';

/** The longest text that one call takes, in UTF-16 code units. */
export const MAX_ENCODED_CHARACTERS = 1024;
const MAX_PIECE_BYTES = MAX_ENCODED_CHARACTERS * 3;
/** A heap entry is `rank * POSITIONS + position`: the lowest rank first, the leftmost of equals first. */
const POSITIONS = 4096;
const NO_RANK = -1;

/**
 * Byte-pair encoding: inside each piece of text the adjacent pair whose union has the lowest rank is joined, until
 * no union is a token. Names of special tokens are text like any other. A heap keeps a piece of n bytes at
 * n log n steps, so a run without a break costs no more than prose does.
 */
export class BytePairEncoder {
  private readonly utf8 = new TextEncoder();
  private readonly piece = new Uint8Array(MAX_PIECE_BYTES);
  /** The rank of a token joined with its right neighbour, by the token's first byte. */
  private readonly ranks = new Int32Array(MAX_PIECE_BYTES + 1);
  /** Where the token that begins at a byte ends, and where the token on its left begins. */
  private readonly ends = new Int32Array(MAX_PIECE_BYTES + 1);
  private readonly starts = new Int32Array(MAX_PIECE_BYTES + 1);
  private readonly heap = new MinHeap();

  constructor(
    private readonly vocabulary: TokenVocabulary,
    /** Global; cuts a text into the pieces that no token crosses. */
    private readonly splitter: RegExp,
  ) {}

  /** The length of each token of `text` in UTF-8 bytes; a lone surrogate counts as U+FFFD, three bytes. */
  tokenByteLengths(text: string): number[] {
    const lengths: number[] = [];
    for (const piece of text.match(this.splitter) ?? []) {
      const { written } = this.utf8.encodeInto(piece, this.piece);
      if (this.vocabulary.rankOf(this.piece, 0, written) !== NO_RANK) lengths.push(written);
      else this.merge(written, lengths);
    }
    return lengths;
  }

  private merge(length: number, lengths: number[]): void {
    for (let at = 0; at < length; at++) {
      this.starts[at] = at - 1;
      this.ends[at] = at + 1;
    }
    for (let at = 0; at < length; at++) this.rankPairAt(at, length);
    for (let entry = this.heap.pop(); entry !== undefined; entry = this.heap.pop()) {
      const at = entry % POSITIONS;
      if (this.ranks[at] === Math.floor(entry / POSITIONS)) this.joinAt(at, length);
    }
    for (let at = 0; at < length; at = this.endOf(at)) lengths.push(this.endOf(at) - at);
  }

  private joinAt(at: number, length: number): void {
    const right = this.endOf(at);
    const end = this.endOf(right);
    this.ranks[right] = NO_RANK;
    this.ends[at] = end;
    if (end < length) this.starts[end] = at;
    this.rankPairAt(at, length);
    const left = this.starts[at] ?? -1;
    if (left >= 0) this.rankPairAt(left, length);
  }

  private rankPairAt(at: number, length: number): void {
    const right = this.endOf(at);
    const rank = right < length ? this.vocabulary.rankOf(this.piece, at, this.endOf(right)) : NO_RANK;
    this.ranks[at] = rank;
    if (rank !== NO_RANK) this.heap.push(rank * POSITIONS + at);
  }

  private endOf(at: number): number {
    return this.ends[at] ?? at + 1;
  }
}
