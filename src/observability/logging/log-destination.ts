import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** So much may wait for whatever reads the log; what goes beyond is dropped, and counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Lines go out in blocks: a write of its own costs more than the line, and each wakes a thread and is woken by it. */
const BLOCK_BYTES = 64 * 1024;
/** So long a line waits for others at most. */
const BLOCK_MS = 10;
/** A letter takes no more in UTF-8. */
const BYTES_PER_LETTER = 3;

/** A file descriptor that took nothing is tried again after this: with each line, all that wait would be tried anew. */
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
  /** What is being written, or has to be tried again. */
  private out = new Block();
  /** What comes behind it. */
  private next = new Block();
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
    if (!this.next.add(line, this.maxWaitingBytes - this.out.length)) this.dropped += 1;
    this.writeSoon();
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
    try {
      while (this.waitingBytes > 0) {
        const { bytes, from, length } = this.takeBlock();
        const written = writeSync(this.fd, bytes, from, length);
        this.wrote(written);
        if (written < length) return;
      }
    } catch (error) {
      this.failed(error as Error);
    }
  }

  private get waitingBytes(): number {
    return this.out.length + this.next.length;
  }

  private writeSoon(): void {
    if (this.waitingBytes >= BLOCK_BYTES) this.writeNow();
    else this.due ??= setTimeout(() => this.writeNow(), BLOCK_MS).unref();
  }

  private writeNow(): void {
    clearTimeout(this.due);
    this.due = undefined;
    if (this.retry === undefined) this.writeOn();
  }

  private writeOn(): void {
    if (this.isWriting || this.waitingBytes === 0) return;
    this.isWriting = true;
    this.retry = undefined;
    const { bytes, from, length } = this.takeBlock();
    write(this.fd, bytes, from, length, null, (error, written) => {
      this.isWriting = false;
      if (error) this.failed(error);
      else this.wrote(written);
      if (this.retry !== undefined || this.waitingBytes === 0) return;
      if (this.onEmpty.length > 0) this.writeOn();
      else this.writeSoon();
    });
  }

  /** What goes out next; lines that come from now on go behind it. */
  private takeBlock(): Block {
    if (this.out.length === 0) [this.out, this.next] = [this.next, this.out];
    return this.out;
  }

  private wrote(bytes: number): void {
    this.out.take(bytes);
    const { dropped } = this;
    this.dropped = 0;
    if (dropped > 0) this.options.onDropped(dropped);
    if (this.waitingBytes === 0) for (const onEmpty of this.onEmpty.splice(0)) onEmpty();
  }

  /** A reader that has left for good is not coming back; whatever else failed may pass. */
  private failed({ code }: NodeJS.ErrnoException): void {
    if (code === 'EPIPE') this.out.take(this.out.length);
    else this.retry = setTimeout(() => this.writeOn(), RETRY_MS).unref();
  }
}

/** Lines in bytes, in memory that is used again and again: as texts, they would be joined and copied anew. */
class Block {
  bytes = NO_BYTES;
  /** Where the bytes begin that are not out yet. */
  from = 0;
  /** Of the bytes that are not out yet. */
  length = 0;

  /** @returns whether it has room for it, with this many bytes in all. */
  add(line: string, mostBytes: number): boolean {
    // A letter takes a byte at least: what is too long even so gets no memory.
    if (this.length + line.length > mostBytes) return false;
    this.makeRoom(line.length * BYTES_PER_LETTER);
    const written = this.bytes.write(line, this.from + this.length, 'utf8');
    const isWithin = this.length + written <= mostBytes;
    if (isWithin) this.length += written;
    return isWithin;
  }

  /** So many of its bytes are out. */
  take(bytes: number): void {
    this.length -= bytes;
    this.from = this.length === 0 ? 0 : this.from + bytes;
    if (this.length === 0 && this.bytes.length > MOST_KEPT_BYTES) this.bytes = NO_BYTES;
  }

  private makeRoom(more: number): void {
    const needed = this.from + this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2, FIRST_BYTES));
    this.bytes.copy(larger, 0, 0, this.from + this.length);
    this.bytes = larger;
  }
}

const NO_BYTES = Buffer.alloc(0);
const FIRST_BYTES = BLOCK_BYTES + 16 * 1024;
/** More memory than this is not kept for later lines. */
const MOST_KEPT_BYTES = 4 * FIRST_BYTES;
