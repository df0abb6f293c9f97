import type { ServerResponse } from 'node:http';
import { KeepAlive, type SignTaker } from '../common/http/event-stream.js';
import type { QuickTools } from './quick-tools.js';

/** With more than this waiting for the reader, nothing is read from the provider: a piece of it has as much. */
const MAX_WAITING_BYTES = 16 * 1024;

/** What a reader has yet to take of a stream, the comments in its silences, and how long it may take nothing. */
export class QuickStream {
  private readonly keepAlive: KeepAlive;
  private cancelStall: (() => void) | null = null;

  constructor(
    private readonly response: ServerResponse,
    private readonly tools: Pick<QuickTools, 'clock' | 'stallTimeoutMs'>,
    private readonly onRoom: () => void,
  ) {
    this.keepAlive = new KeepAlive(chunked(response), tools.clock);
    response.chunkedEncoding = false;
  }

  /** @returns whether there is room for more; `onRoom` is called when there is again. */
  write(bytes: Buffer): boolean {
    const { response } = this;
    if (response.destroyed) return true;
    response.write(asChunk(bytes, NO_BYTES), this.written);
    this.keepAlive.restart();
    if (response.writableLength <= MAX_WAITING_BYTES) return true;
    const { clock, stallTimeoutMs } = this.tools;
    this.cancelStall ??= clock.setTimer(stallTimeoutMs, () => response.destroy());
    return false;
  }

  /** The stream is whole with this. */
  end(bytes: Buffer): void {
    this.stop();
    if (!this.response.destroyed) this.response.end(asChunk(bytes, LAST_CHUNK));
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
 */
function asChunk(bytes: Buffer, behind: Buffer): Buffer {
  const { length } = bytes;
  const size = length.toString(16);
  const start = size.length + CRLF.length;
  const chunk = Buffer.allocUnsafe(start + length + CRLF.length + behind.length);
  // Digit by digit: to write a text of a few letters costs more.
  for (let at = 0; at < size.length; at += 1) chunk[at] = size.charCodeAt(at);
  chunk.set(CRLF, size.length);
  chunk.set(bytes, start);
  chunk.set(CRLF, start + length);
  if (behind.length > 0) chunk.set(behind, start + length + CRLF.length);
  return chunk;
}

/** For signs of life, which are texts. */
function chunked(response: ServerResponse): SignTaker {
  return {
    get writableLength() {
      return response.writableLength;
    },
    write: (text: string) => response.write(asChunk(Buffer.from(text), NO_BYTES)),
  };
}
