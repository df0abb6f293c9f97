import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { LongText } from '../../common/json-pieces.js';

interface Part {
  readonly encoding: 'latin1' | typeof ENCODING;
  readonly packed: Uint8Array;
}

/** UTF-16, so that half a surrogate pair at the end of a piece stays what it is. */
const ENCODING = 'utf16le';
const BYTES_PER_UNIT = 2;
const FIRST_BYTES = 512;
/** As much is kept as it is; what goes beyond is packed, a part of this size at a time. Most answers never get there. */
const PART_BYTES = 32 * 1024;
/** About 10 ms for a million letters. */
const LEVEL = 4;

/**
 * A text that comes in many small pieces. As strings, they would stay with V8 long after they were joined, each with
 * an overhead larger than itself; so they are copied to bytes as they come. A text of megabytes is kept packed: its
 * reader may take minutes for it, and there may be many such readers.
 */
export class TextCollector implements LongText {
  private readonly parts: Part[] = [];
  private tail = Buffer.alloc(0);
  private used = 0;

  /** In UTF-16. */
  length = 0;

  add(piece: string): void {
    this.length += piece.length;
    const size = piece.length * BYTES_PER_UNIT;
    if (this.used + size > PART_BYTES) this.packTail();
    if (size > PART_BYTES) {
      this.parts.push(pack(piece));
      return;
    }
    this.makeRoom(this.used + size);
    this.used += this.tail.write(piece, this.used, ENCODING);
  }

  /** It is kept in several parts, and takes its time to be joined. */
  get isLong(): boolean {
    return this.parts.length > 0;
  }

  *pieces(): Generator<string, void> {
    for (const part of this.parts) yield unpack(part);
    yield this.tail.toString(ENCODING, 0, this.used);
  }

  toString(): string {
    return [...this.pieces()].join('');
  }

  toJSON(): string {
    return this.toString();
  }

  private packTail(): void {
    if (this.used === 0) return;
    this.parts.push(pack(this.tail.toString(ENCODING, 0, this.used)));
    this.used = 0;
  }

  private makeRoom(bytes: number): void {
    if (bytes <= this.tail.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(PART_BYTES, Math.max(FIRST_BYTES, bytes * 2)));
    this.tail.copy(larger, 0, 0, this.used);
    this.tail = larger;
  }
}

/** A text of one byte a letter packs a good deal better as that. */
function pack(text: string): Part {
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : ENCODING;
  const packed = deflateRawSync(Buffer.from(text, encoding), { level: LEVEL });
  // A copy, because zlib's own result is the beginning of a buffer that is mostly empty.
  return { encoding, packed: new Uint8Array(packed) };
}

function unpack({ encoding, packed }: Part): string {
  return inflateRawSync(packed).toString(encoding);
}
