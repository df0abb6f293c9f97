import type { ByteSpan } from '../../common/http/json-members.js';
import type { FrameOut } from './text-frames.js';

/**
 * What goes out of some bytes that came: they themselves, but for frames that were changed. What is only shortened closes
 * up within the bytes that came, where they may be written on: those of a stream are too many to be copied for each cut.
 */
export class FramesOut {
  /** What goes out so far, where that is not as it came; the bytes themselves while they close up. */
  private out: Buffer | null = null;
  /** Behind what goes out so far it holds what came, at its place. */
  private isCopy = false;
  private length = 0;
  /** Up to here it is in `out`. */
  private from = 0;

  constructor(
    readonly bytes: Buffer,
    private readonly mayChange: boolean,
  ) {}

  /** Leaves out what stands between two places. */
  cut(from: number, to: number): void {
    if (this.out === null && this.mayChange) {
      this.out = this.bytes;
      this.isCopy = true;
    }
    this.pass(from, 0);
    this.from = to;
  }

  replace(from: number, to: number, by: Buffer): void {
    if (by.length === 0) {
      this.cut(from, to);
      return;
    }
    this.leaveBytes();
    this.pass(from, by.length);
    this.add(by, 0, by.length);
    this.from = to;
  }

  /** A frame around a text of these bytes. */
  replaceText(
    from: number,
    to: number,
    { before, behind }: Extract<FrameOut, { before: Buffer }>,
    text: ByteSpan,
  ): void {
    this.leaveBytes();
    this.pass(from, before.length + text.to - text.from + behind.length);
    this.add(before, 0, before.length);
    this.add(this.bytes, text.from, text.to);
    this.add(behind, 0, behind.length);
    this.from = to;
  }

  upTo(to: number): Buffer {
    const { bytes, from, out } = this;
    if (out === null) return bytes.subarray(from, to);
    this.pass(to, 0);
    return this.room(0).subarray(0, this.length);
  }

  /** What is put in could be longer than what it stands for, and stand where something is yet to be read. */
  private leaveBytes(): void {
    if (this.out === this.bytes) this.out = Buffer.from(this.bytes);
  }

  /** What stands unchanged before a place, with room for so many bytes behind it. */
  private pass(to: number, more: number): void {
    const { bytes, from, length } = this;
    const out = this.room(to - from + more);
    // Within one buffer, since a piece of another is an object of its own.
    if (this.isCopy && length <= from) {
      if (length < from) out.copyWithin(length, from, to);
      this.length += to - from;
    } else this.add(bytes, from, to);
    this.from = to;
  }

  private add(bytes: Buffer, from: number, to: number): void {
    this.length += bytes.copy(this.room(0), this.length, from, to);
  }

  private room(more: number): Buffer {
    const { bytes, length, out } = this;
    if (out !== null && length + more <= out.length) return out;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length, 2 * (length + more)));
    this.isCopy = out === null;
    if (out === null) larger.set(bytes);
    else out.copy(larger, 0, 0, length);
    this.out = larger;
    return larger;
  }
}

/** Of no bytes. */
export const NOTHING_OUT = new FramesOut(Buffer.alloc(0), false);
