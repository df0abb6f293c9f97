import { readFileSync } from 'node:fs';

// looked up once: in Jest's contexts each look at a global is slow, and the hash has one for each byte of the vocabulary
const { imul } = Math;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const PADDING = 0x3d;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SEXTETS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))),
);

/**
 * The byte strings that are tokens, and the rank of each. Everything lies in three typed arrays, because as
 * strings in a Map the 200,000 tokens of `o200k_base` take 75 MB of memory instead of some 20.
 */
export class TokenVocabulary {
  /** Open addressing; 0 = free, else rank + 1. At most half full. */
  private readonly slots: Int32Array;

  private constructor(
    private readonly bytes: Uint8Array,
    /** Where each rank's bytes begin; one more at the end. */
    private readonly offsets: Uint32Array,
  ) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(offsets.length * 2)));
    for (let rank = 0; rank < offsets.length - 1; rank++) this.insert(rank);
  }

  /**
   * Reads a `.tiktoken` file: a line a token, its bytes in base64 and its rank, in the order of the ranks from 0.
   * @throws Error if the ranks are not in that order, or the file cannot be read.
   */
  static fromTiktokenFile(path: string): TokenVocabulary {
    const { bytes, offsets } = parseTiktoken(readFileSync(path));
    return new TokenVocabulary(bytes, offsets);
  }

  /** The rank of the token that is exactly `source[start..end)`; -1 = there is none. */
  rankOf(source: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(source, start, end) & mask; ; slot = (slot + 1) & mask) {
      const rank = (this.slots[slot] ?? 0) - 1;
      if (rank < 0 || this.holds(rank, source, start, end)) return rank;
    }
  }

  private holds(rank: number, source: Uint8Array, start: number, end: number): boolean {
    const offset = this.offsetOf(rank);
    const length = end - start;
    if (this.offsetOf(rank + 1) - offset !== length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[offset + i] !== source[start + i]) return false;
    return true;
  }

  private insert(rank: number): void {
    const mask = this.slots.length - 1;
    let slot = hashOf(this.bytes, this.offsetOf(rank), this.offsetOf(rank + 1)) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = rank + 1;
  }

  private offsetOf(rank: number): number {
    return this.offsets[rank] ?? 0;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = imul(hash ^ (source[i] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

// decoded in place and by index: copies and views of 200,000 tokens would cost more memory than the vocabulary
function parseTiktoken(file: Uint8Array): { bytes: Uint8Array; offsets: Uint32Array } {
  const offsets = new Uint32Array(countLines(file) + 2);
  let rank = 0;
  let length = 0;
  for (let at = 0; at < file.length; rank++) {
    const space = file.indexOf(SPACE, at);
    length = decodeBase64(file, at, space, length);
    offsets[rank + 1] = length;
    at = requireRank(file, space + 1, rank);
  }
  return { bytes: file.subarray(0, length), offsets: offsets.subarray(0, rank + 1) };
}

function countLines(file: Uint8Array): number {
  let lines = 0;
  for (let at = file.indexOf(LINE_FEED); at >= 0; at = file.indexOf(LINE_FEED, at + 1)) lines++;
  return lines;
}

/** Writes what `file[at..end)` stands for to `file` at `target`, which is never ahead of `at`; answers where it ends. */
function decodeBase64(file: Uint8Array, at: number, end: number, target: number): number {
  let bits = 0;
  let bitCount = 0;
  for (; at < end && file[at] !== PADDING; at++) {
    bits = ((bits << 6) | (SEXTETS[(file[at] ?? 0) & 0x7f] ?? 0)) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    file[target++] = (bits >> bitCount) & 0xff;
  }
  return target;
}

/** Reads the decimal number at `at`; answers where the next line begins. */
function requireRank(file: Uint8Array, at: number, expected: number): number {
  let rank = 0;
  let end = at;
  for (; end < file.length && file[end] !== LINE_FEED; end++) rank = rank * 10 + (file[end] ?? 0) - 0x30;
  if (rank !== expected) throw new Error(`The token vocabulary has rank ${rank} where ${expected} belongs.`);
  return end + 1;
}
