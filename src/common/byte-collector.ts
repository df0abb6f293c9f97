/** Enough for most requests; it doubles when more comes. */
const FIRST_BYTES = 16 * 1024;

/**
 * Bytes that come in pieces, copied together as they come. A list of the pieces would cost many times their size: each
 * has an object of its own, and keeps the whole buffer that the socket was read into.
 */
export class ByteCollector {
  private bytes = Buffer.alloc(0);
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

  /** How many bytes of memory are kept for them: at most twice as many, and `FIRST_BYTES` for the first one. */
  get heldBytes(): number {
    return this.bytes.byteLength;
  }

  /** @throws RangeError for more than `maxBytes` in all. */
  add(piece: Uint8Array): void {
    const needed = this.used + piece.byteLength;
    if (needed > this.maxBytes) throw new RangeError(`more than ${this.maxBytes} bytes`);
    if (needed > this.bytes.byteLength) this.grow(needed);
    this.bytes.set(piece, this.used);
    this.used = needed;
  }

  /** What came, without a copy: valid until more is added. */
  whole(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  private grow(needed: number): void {
    const wanted = Math.max(needed, FIRST_BYTES, 2 * this.bytes.byteLength);
    const enough = needed <= this.expectedBytes ? this.expectedBytes : this.maxBytes;
    const larger = Buffer.allocUnsafeSlow(Math.min(wanted, enough));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}
