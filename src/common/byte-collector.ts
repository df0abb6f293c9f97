import { releaseBytes } from './release-bytes.js';

const SMALLEST_PART = 16 * 1024;
const LARGEST_PART = 1024 * 1024;

/**
 * Bytes that come in pieces, copied together as they come. A list of the pieces would cost many times their size: each
 * has an object of its own, and keeps the whole buffer that the socket was read into.
 */
export class ByteCollector {
  /** Full ones, but for the last. */
  private parts: Buffer[] = [];
  private held = 0;
  private used = 0;

  /**
   * @param maxBytes more than these are refused.
   * @param expectedBytes so many are announced: the memory grows no larger until more has really come.
   */
  constructor(
    private readonly maxBytes: number,
    private readonly expectedBytes = maxBytes,
  ) {}

  /** How many bytes have come. */
  get length(): number {
    return this.used;
  }

  /** How many bytes of memory are kept for them: at most twice as many, and `SMALLEST_PART` for the first one. */
  get heldBytes(): number {
    return this.held;
  }

  /** @throws RangeError for more than `maxBytes` in all. */
  add(piece: Uint8Array): void {
    if (this.used + piece.byteLength > this.maxBytes)
      throw new RangeError(`more than ${this.maxBytes} bytes`);
    for (let taken = 0; taken < piece.byteLength;) {
      if (this.held === this.used) this.grow(piece.byteLength - taken);
      const part = this.parts.at(-1)!;
      const start = part.byteLength - (this.held - this.used);
      const bytes = piece.subarray(taken, taken + part.byteLength - start);
      part.set(bytes, start);
      taken += bytes.byteLength;
      this.used += bytes.byteLength;
    }
  }

  /** What came, in one piece; nothing comes behind it. */
  whole(): Buffer {
    const [only] = this.parts;
    if (this.parts.length === 1) return only!.subarray(0, this.used);
    const whole = Buffer.concat(this.parts, this.used);
    this.release();
    this.parts = [whole];
    return whole;
  }

  /** Gives the memory back at once: nobody is going to ask for what came. */
  release(): void {
    for (const part of this.parts) releaseBytes(part);
    this.parts = [];
  }

  /** By as much again, so that there are few parts of a large body, and little to spare. */
  private grow(needed: number): void {
    const wanted = Math.max(needed, SMALLEST_PART, Math.min(this.held, LARGEST_PART));
    const limit = this.used < this.expectedBytes ? this.expectedBytes : this.maxBytes;
    const part = Buffer.allocUnsafeSlow(Math.min(wanted, limit - this.held));
    this.parts.push(part);
    this.held += part.byteLength;
  }
}
