import type { ServerResponse } from 'node:http';
import { KeepAlive, type SignTaker } from '../common/http/event-stream.js';
import type { QuickTools } from './quick-tools.js';
import { besideHead, dropHead, writeAtOnce } from './write-at-once.js';

/** With more than this waiting for the reader, nothing is read from the provider: a piece of it has as much. */
const MAX_WAITING_BYTES = 16 * 1024;

/**
 * What a reader has yet to take of a stream, the comments in its silences, and how long it may take nothing. What is
 * written goes out at once: what came in one read of the provider's connection is written together.
 */
export class QuickStream {
  private readonly keepAlive: KeepAlive;
  private cancelStall: (() => void) | null = null;
  private isFirst = true;

  constructor(
    private readonly response: ServerResponse,
    private readonly tools: Pick<QuickTools, 'clock' | 'stallTimeoutMs'>,
    private readonly onRoom: () => void,
  ) {
    this.keepAlive = new KeepAlive(new ChunkedSigns(response), tools.clock);
    response.chunkedEncoding = false;
  }

  /** @returns whether there is room for more; `onRoom` is called when there is again. */
  write(bytes: Buffer): boolean {
    const { response } = this;
    if (response.destroyed) return true;
    // Nobody else asks when it has gone out.
    const mayFill = bytes.length + response.writableLength > MAX_WAITING_BYTES;
    this.writeOut(asChunk([bytes], NO_BYTES), mayFill ? this.written : undefined);
    this.keepAlive.restart();
    // What nobody tells of when it has gone out is not waited for, though with its line ends it may be some bytes more.
    if (!mayFill || response.writableLength <= MAX_WAITING_BYTES) return true;
    const { clock, stallTimeoutMs } = this.tools;
    this.cancelStall ??= clock.setTimer(stallTimeoutMs, () => response.destroy());
    return false;
  }

  /** The stream is whole with these. */
  end(pieces: readonly Buffer[]): void {
    this.stop();
    if (this.response.destroyed) return;
    this.writeOut(asChunk(pieces, LAST_CHUNK));
    this.response.end();
  }

  /** From now on the response frames its chunks itself. */
  leave(): void {
    this.stop();
    this.response.chunkedEncoding = true;
  }

  stop(): void {
    this.keepAlive.stop();
    this.cancelStall?.();
    this.cancelStall = null;
  }

  private writeOut(chunk: Buffer, written?: () => void): void {
    const { isFirst, response } = this;
    this.isFirst = false;
    writeAtOnce(response, isFirst ? besideHead(chunk) : chunk, written);
    if (isFirst) dropHead(response);
  }

  private readonly written = (): void => {
    if (this.cancelStall === null || this.response.writableLength > MAX_WAITING_BYTES) return;
    this.cancelStall();
    this.cancelStall = null;
    this.onRoom();
  };
}

const NO_BYTES = Buffer.alloc(0);
const CRLF = Buffer.from('\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * A chunk of HTTP in one piece, with what comes behind it: Node would hand its size, its bytes and its line ends to the
 * system one by one, which costs twice as much as one piece does.
 * @param pieces more than no bytes together, or it would be the last one.
 */
function asChunk(pieces: readonly Buffer[], behind: Buffer): Buffer {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const size = length.toString(16);
  const start = size.length + CRLF.length;
  const chunk = Buffer.allocUnsafe(start + length + CRLF.length + behind.length);
  // Digit by digit: to write a text of a few letters costs more.
  for (let at = 0; at < size.length; at += 1) chunk[at] = size.charCodeAt(at);
  chunk.set(CRLF, size.length);
  let at = start;
  for (const piece of pieces) {
    chunk.set(piece, at);
    at += piece.length;
  }
  chunk.set(CRLF, at);
  if (behind.length > 0) chunk.set(behind, at + CRLF.length);
  return chunk;
}

/**
 * Takes signs of life, which are texts. A class: V8 counts a getter that an object has of its own among what is old, so
 * that it and all that it knows are kept until the whole heap is collected, and not only what is young.
 */
class ChunkedSigns implements SignTaker {
  constructor(private readonly response: ServerResponse) {}

  get writableLength(): number {
    return this.response.writableLength;
  }

  write(text: string): boolean {
    return this.response.write(asChunk([Buffer.from(text)], NO_BYTES));
  }
}
