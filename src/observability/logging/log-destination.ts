import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** So much may wait for whatever reads the log; what goes beyond is dropped, and counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Lines go out in blocks: a write of its own costs more than the line. */
const BLOCK_BYTES = 16 * 1024;
/** So long a line waits for others at most. */
const BLOCK_MS = 10;

/** A file descriptor that took nothing is tried again after this: with each line, all that wait would be copied anew. */
const RETRY_MS = 100;

interface LogDestinationOptions {
  readonly fd?: number;
  readonly maxWaitingBytes?: number;
  /** Told once the log is written again, with the number of lines that were dropped until then. */
  readonly onDropped: (lines: number) => void;
}

/**
 * A log that the service never waits for: a full disk or a pipe without a reader costs lines, and not answers. Lines
 * wait in memory up to a bound. Not pino's own destination: that one waits for a full pipe, or with `sync: false` ends
 * in an endless loop where the disk is full as the process ends.
 */
export class LogDestination implements DestinationStream {
  /** The rest of a write that failed or wrote only a part. */
  private left: Buffer[] = [];
  /** Texts, encoded together, a block at a time. */
  private lines: string[] = [];
  private waitingBytes = 0;
  private dropped = 0;
  private isWriting = false;
  private retry: NodeJS.Timeout | undefined;
  private due: NodeJS.Timeout | undefined;
  private onEmpty: (() => void)[] = [];
  private readonly fd: number;
  private readonly maxWaitingBytes: number;

  constructor(private readonly options: LogDestinationOptions) {
    this.fd = options.fd ?? 1;
    this.maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES;
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.waitingBytes + bytes > this.maxWaitingBytes) this.dropped += 1;
    else {
      this.lines.push(line);
      this.waitingBytes += bytes;
    }
    if (this.waitingBytes >= BLOCK_BYTES) this.writeNow();
    else this.due ??= setTimeout(() => this.writeNow(), BLOCK_MS).unref();
  }

  /** Calls back once nothing waits any more, which may be never. */
  flush(onEmpty: () => void): void {
    if (this.waitingBytes === 0) onEmpty();
    else {
      this.onEmpty.push(onEmpty);
      this.writeNow();
    }
  }

  /** The last chance, for a process that ends at once: what the descriptor takes without waiting. */
  flushSync(): void {
    if (this.isWriting) return;
    const bytes = this.take();
    try {
      this.wrote(bytes, writeSync(this.fd, bytes));
    } catch (error) {
      this.failed(bytes, error as Error);
    }
  }

  private writeNow(): void {
    clearTimeout(this.due);
    this.due = undefined;
    if (this.retry === undefined) this.writeOn();
  }

  private writeOn(): void {
    if (this.isWriting || this.lines.length + this.left.length === 0) return;
    this.isWriting = true;
    clearTimeout(this.retry);
    this.retry = undefined;
    const bytes = this.take();
    write(this.fd, bytes, (error, written) => {
      this.isWriting = false;
      if (error) this.failed(bytes, error);
      else this.wrote(bytes, written);
    });
  }

  private take(): Buffer {
    const lines = Buffer.from(this.lines.join(''));
    const bytes = this.left.length === 0 ? lines : Buffer.concat([...this.left, lines]);
    this.lines = [];
    this.left = [];
    return bytes;
  }

  private wrote(bytes: Buffer, written: number): void {
    this.waitingBytes -= written;
    if (written < bytes.byteLength) this.left.unshift(bytes.subarray(written));
    const { dropped } = this;
    this.dropped = 0;
    if (dropped > 0) this.options.onDropped(dropped);
    if (this.waitingBytes === 0) for (const onEmpty of this.onEmpty.splice(0)) onEmpty();
    this.writeOn();
  }

  /** A reader that has left for good is not coming back; whatever else failed may pass. */
  private failed(bytes: Buffer, { code }: NodeJS.ErrnoException): void {
    if (code === 'EPIPE') {
      this.waitingBytes -= bytes.byteLength;
      return;
    }
    this.left.unshift(bytes);
    this.retry = setTimeout(() => this.writeOn(), RETRY_MS).unref();
  }
}
