/** Room at first; it doubles as often as it must. */
const FIRST_BYTES = 256;
/** The longest text whose length takes one byte. */
const MAX_SHORT = 127;
const BITS_32 = 2 ** 32;
const NS_PER_MS = 1_000_000;

/** Values of hexadecimal digits by their character codes. */
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit;

/**
 * Protocol Buffers' encoding (https://protobuf.dev/programming-guides/encoding/, read 2026-11-29), as far as spans need
 * it, into one buffer that grows and is used again. Tags, which hold a field's number and type, are given as bytes.
 */
export class ProtobufWriter {
  /** Bytes written. */
  length = 0;
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);

  /** What was written from a place on; a copy. */
  since(place: number): Uint8Array {
    // that of a Buffer shares its memory, which is written over
    return Uint8Array.prototype.slice.call(this.bytes, place, this.length);
  }

  /** All that was written; a copy, after which nothing is. */
  take(): Uint8Array {
    const all = this.since(0);
    this.length = 0;
    return all;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.reserve(length);
    const target = this.bytes;
    let at = this.length;
    // of so few bytes a loop is quicker than a call of `set`
    if (length <= MAX_SHORT) for (let from = 0; from < length; from += 1) target[at++] = bytes[from]!;
    else target.set(bytes, at);
    this.length += length;
  }

  /** A whole number, 0 or more. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > MAX_SHORT) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  /** A whole number of 64 bits; those below zero as their two's complement. */
  int64(value: number): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return this.varint(value);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** Milliseconds, with fractions, as nanoseconds in 64 bits. */
  nanoseconds(ms: number): void {
    // by parts, since no number holds the nanoseconds of a date exactly
    const whole = Math.floor(ms);
    const high = Math.floor(whole / 65_536) * NS_PER_MS;
    const low =
      (whole % 65_536) * NS_PER_MS + Math.round((ms - whole) * NS_PER_MS) + (high % 65_536) * 65_536;
    this.fixed32(low % BITS_32);
    this.fixed32(Math.floor(high / 65_536) + Math.floor(low / BITS_32));
  }

  fixed32(value: number): void {
    this.reserve(4);
    for (let bits = 0; bits < 32; bits += 8) this.bytes[this.length++] = value >>> bits;
  }

  /** A text in UTF-8, with its length before it. */
  text(text: string): void {
    const { length } = text;
    this.reserve(length + 1);
    if (length > MAX_SHORT || !this.wroteAscii(text)) this.longText(text);
  }

  /** Hexadecimal digits as bytes, with their number before them. */
  hex(digits: string): void {
    const { length } = digits;
    this.reserve(length);
    const { bytes } = this;
    bytes[this.length++] = length / 2;
    for (let at = 0; at < length; at += 2)
      bytes[this.length++] = (DIGITS[digits.charCodeAt(at)]! << 4) | DIGITS[digits.charCodeAt(at + 1)]!;
  }

  /** @returns where a message begins: to be given to `end` behind it, which writes its length. */
  begin(): number {
    this.byte(0);
    return this.length;
  }

  end(begun: number): void {
    const length = this.length - begun;
    if (length <= MAX_SHORT) {
      this.bytes[begun - 1] = length;
      return;
    }
    const more = bytesOfVarint(length) - 1;
    this.reserve(more);
    this.bytes.copyWithin(begun + more, begun, this.length);
    this.length = begun - 1;
    this.varint(length);
    this.length += length;
  }

  /** Texts are mostly short, and of ASCII; written in vain where this one is not. */
  private wroteAscii(text: string): boolean {
    const { bytes } = this;
    let at = this.length + 1;
    for (let from = 0; from < text.length; from += 1) {
      const code = text.charCodeAt(from);
      if (code > MAX_SHORT) return false;
      bytes[at++] = code;
    }
    bytes[this.length] = text.length;
    this.length = at;
    return true;
  }

  private longText(text: string): void {
    const length = Buffer.byteLength(text);
    this.varint(length);
    this.reserve(length);
    this.length += this.bytes.write(text, this.length);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

function bytesOfVarint(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > MAX_SHORT; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
