import { join } from 'node:path';
import { systemClock, type Clock } from '../../common/clock.js';
import { StoreAwayError } from '../store-errors.js';
import { WriteRecord } from '../write-record.js';
import { GatheredRecords, type GatheredRecord, type OnNotWritten } from './gathered-records.js';
import { JournalFile, type JournalContent } from './journal-file.js';
import { LineBuffer } from './line-buffer.js';

/** With more than this in no table yet, the store has stopped. */
const MAX_BYTES = 64 * 1024 * 1024;

/** So much is kept for the ends of some hundred calls that were let in: a full disk refuses none of them. */
const ROOM_FOR_ENDS = 256 * 1024;

/** What was written waits so long for its flush: one takes as much processor time as a whole call. */
const UNFLUSHED_MS = 15;

/** Does its work while nothing that ends is appended, and behind what ended before. */
export type HoldEnds = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * What the embedded store has to remember before it is in its tables: records, appended to a file, in far less time
 * than a transaction takes. There are two files. While what one holds is brought into the tables, records go to the
 * other, and the tables say up to which generation they have all of it.
 */
export class Journal {
  /** Of the records that are appended now. */
  generation = 0;
  /** How what was appended went. */
  readonly writes = new WriteRecord();
  private readonly files: readonly [JournalFile, JournalFile];
  private active: JournalFile;
  private readonly lines = new LineBuffer();
  private readonly unflushed = new Set<JournalFile>();
  private flushing: Promise<void> | null = null;
  private cancelFlush: (() => void) | null = null;
  private tellUnflushed: (error: unknown) => void = () => undefined;
  private refusal: Error | null = null;
  private settleTables: () => Promise<void> = () => Promise.resolve();
  private holdEnds: HoldEnds = (work) => work();
  private beginning: string | null = null;
  private isOneByOne: () => boolean = () => false;
  private readonly gathered: GatheredRecords;

  /**
   * @param atEndOfTurn does its work behind all else of this turn of the event loop.
   * @throws what the file system throws.
   */
  constructor(
    folder: string,
    private readonly clock: Pick<Clock, 'setTimer'> = systemClock,
    atEndOfTurn: (work: () => void) => void = setImmediate,
  ) {
    const writeTogether = (records: readonly GatheredRecord[]) => this.appendTogether(records);
    this.gathered = new GatheredRecords({ writeTogether, atEndOfTurn });
    this.files = [
      new JournalFile(join(folder, 'tollgate.journal-0')),
      new JournalFile(join(folder, 'tollgate.journal-1')),
    ];
    this.active = this.files[0];
  }

  /** The first record of each generation, so that who reads it later knows how to. */
  beginWith(record: string): void {
    this.beginning = record;
  }

  /** What an earlier process has left, the older generation first. */
  read(): readonly JournalContent[] {
    return this.files.map((file) => file.read()).toSorted((one, other) => one.generation - other.generation);
  }

  /** Records go to the next generation from now on; nothing may be needed of the one before the running one. */
  turn(generation: number): void {
    this.writeGathered();
    this.generation = generation;
    this.active = this.files[generation % 2]!;
    this.active.length = 0;
  }

  /** @param tell is told why what was appended could not be flushed. */
  unflushedTo(tell: (error: unknown) => void): void {
    this.tellUnflushed = tell;
  }

  /**
   * What is appended outlives this process once this returns, and the machine once it is flushed, a short time later.
   * @throws StoreAwayError where it cannot be written.
   */
  append(record: string): void {
    this.beginLines();
    this.lines.add(this.generation, record);
    this.writeLines();
  }

  /**
   * The same, for what may be refused.
   * @throws StoreAwayError where it cannot be written, where there is no room, and while `refuse` holds.
   */
  appendIfRoom(record: string): void {
    this.checkRoom(0);
    this.append(record);
  }

  /**
   * The same with all that is gathered in this turn of the event loop, in their order, by one write at its end; where
   * they cannot be written together, each writes itself. Resolves once it outlives this process, or once the listener
   * was told why it does not. @throws why it does not, without a listener.
   */
  gather(record: GatheredRecord, listener?: OnNotWritten): Promise<void> {
    return this.gathered.add(record, listener);
  }

  /** What is gathered is written now, if it can be, and not at the end of this turn. */
  writeGathered(): void {
    this.gathered.write();
  }

  /** While it says so, what is gathered is not written together. */
  oneByOneWhile(isOneByOne: () => boolean): void {
    this.isOneByOne = isOneByOne;
  }

  /** How what is appended comes into the tables. */
  settledBy(settleTables: () => Promise<void>): void {
    this.settleTables = settleTables;
  }

  /** Resolves when all that was appended before is in the tables. @throws what the store throws. */
  settled(): Promise<void> {
    return this.settleTables();
  }

  /** Sets how ends of calls are kept waiting while `betweenEnds` works. */
  endsHeldBy(holdEnds: HoldEnds): void {
    this.holdEnds = holdEnds;
  }

  /**
   * Changes in the tables what ends of calls change as well: all that ended before is in the tables, and what ends
   * meanwhile is appended behind it. @throws what the store throws, and the work.
   */
  betweenEnds<T>(work: () => Promise<T>): Promise<T> {
    return this.holdEnds(work);
  }

  /** `false` = its files were deleted under this process. */
  get isThere(): boolean {
    return this.files.every((file) => file.isThere);
  }

  /** Closes the files once all that was appended has been flushed. */
  async close(): Promise<void> {
    this.writeGathered();
    await this.flushing;
    // a flush that ended just now has asked for the next one
    this.cancelFlush?.();
    await this.flush();
    for (const file of this.files) file.close();
  }

  /** What needs room is not written from now on, for this reason; `null` = it is again. */
  refuse(why: Error | null): void {
    this.refusal = why;
  }

  /** @throws why they are not written, none of them. */
  private appendTogether(records: readonly GatheredRecord[]): void {
    if (this.isOneByOne()) throw notWritten();
    const { generation, lines } = this;
    this.beginLines();
    let needRoom = false;
    for (const { text, needsRoom } of records) {
      lines.add(generation, text);
      needRoom ||= needsRoom;
    }
    try {
      if (needRoom) this.checkRoom(lines.length);
    } catch (error) {
      lines.clear();
      throw error;
    }
    this.writeLines();
  }

  private beginLines(): void {
    const { active, beginning, generation, lines } = this;
    if (beginning !== null && active.length === 0) lines.add(generation, beginning);
  }

  private writeLines(): void {
    const { active, lines } = this;
    this.unflushed.add(active);
    try {
      active.append(lines);
      this.writes.note(false);
    } catch (error) {
      this.writes.note(true);
      throw notWritten(error);
    } finally {
      lines.clear();
    }
    this.flushSoon();
  }

  /** @param more bytes that are to be written. @throws StoreAwayError where what needs room is to be refused. */
  private checkRoom(more: number): void {
    if (this.refusal) throw this.refusal;
    if (this.active.length > MAX_BYTES) throw notWritten();
    this.keepRoom(more);
  }

  /** In the running generation and in the next one. @throws StoreAwayError where the disk has none. */
  private keepRoom(more: number): void {
    const { active } = this;
    try {
      for (const file of this.files)
        file.makeRoom((file === active ? file.length + more : 0) + ROOM_FOR_ENDS);
    } catch (error) {
      this.writes.note(true);
      throw notWritten(error);
    }
  }

  private flushSoon(): void {
    if (this.flushing === null) this.cancelFlush ??= this.clock.setTimer(UNFLUSHED_MS, this.flushNow);
  }

  private readonly flushNow = (): void => {
    this.cancelFlush = null;
    this.flushing = this.flush().finally(() => {
      this.flushing = null;
      // a slow disk is asked for one flush at a time
      if (this.unflushed.size > 0) this.flushSoon();
    });
  };

  private async flush(): Promise<void> {
    const files = [...this.unflushed];
    this.unflushed.clear();
    try {
      for (const file of files) await file.flush();
    } catch (error) {
      this.writes.note(true);
      this.tellUnflushed(notWritten(error));
    }
  }
}

function notWritten(cause?: unknown): StoreAwayError {
  return new StoreAwayError('The store (TOLLGATE_DATA) cannot be written.', { cause });
}
