import { crc32 } from 'node:zlib';

const FIRST_BYTES = 64 * 1024;
/** A larger one is not kept for what comes later. */
const MOST_KEPT_BYTES = 1024 * 1024;
/** Of the checksum, with zeros before it. */
const SUM_DIGITS = 10;
/** A letter takes no more in UTF-8. */
const BYTES_PER_LETTER = 3;
const [ZERO, SPACE, LINE_END] = [48, 32, 10];

/**
 * Lines of a journal on their way to the system, in bytes: each is encoded once, for its checksum and for its file. A
 * line tells its generation, its checksum and its record.
 */
export class LineBuffer {
  /** What was added; what stands behind `length` is none of it. */
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  length = 0;
  private generation = -1;
  private head = '';

  /** @param record without line breaks. */
  add(generation: number, record: string): void {
    if (generation !== this.generation) {
      this.generation = generation;
      this.head = `${generation} `;
    }
    const { head } = this;
    this.makeRoom(head.length + SUM_DIGITS + 2 + record.length * BYTES_PER_LETTER);
    const { bytes } = this;
    const sumAt = this.length + bytes.write(head, this.length, 'latin1');
    const recordAt = sumAt + SUM_DIGITS + 1;
    const end = recordAt + bytes.write(record, recordAt, 'utf8');
    writeDigits(bytes, sumAt, crc32(bytes.subarray(recordAt, end), generation));
    bytes[recordAt - 1] = SPACE;
    bytes[end] = LINE_END;
    this.length = end + 1;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > MOST_KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function writeDigits(bytes: Buffer, at: number, sum: number): void {
  let left = sum;
  for (let digit = at + SUM_DIGITS - 1; digit >= at; digit -= 1) {
    const rest = Math.floor(left / 10);
    bytes[digit] = ZERO + left - rest * 10;
    left = rest;
  }
}
