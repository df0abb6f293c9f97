import { join } from 'node:path';
import { systemClock, type Clock } from '../../common/clock.js';
import { StoreAwayError } from '../store-errors.js';
import { WriteRecord } from '../write-record.js';
import { JournalFile, type JournalContent } from './journal-file.js';
import { LineBuffer } from './line-buffer.js';

/** So much that is in no table yet is a store that has stopped. */
const MAX_BYTES = 64 * 1024 * 1024;

/** After a flush that so many waited for, there is a pause, in which more can gather for the next. */
const MANY_WAITING = 4;
/** Short beside a model's answer; a flush costs as much processor time as a whole call. */
const PAUSE_MS = 4;
/** So long what nobody waits for is without a flush; with a pause, 20 ms at most. */
const UNFLUSHED_MS = 15;

/** Appends that wait for the same flush. */
interface Waiting {
  count: number;
  readonly flushed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

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
  /** Not yet with the system. */
  private readonly held = new LineBuffer();
  private readonly unflushed = new Set<JournalFile>();
  private waiting: Waiting | null = null;
  private isFlushing = false;
  private endPause: (() => void) | null = null;
  private cancelLate: (() => void) | null = null;
  private tellLate: (error: unknown) => void = () => undefined;
  private refusal: Error | null = null;
  private settleTables: () => Promise<void> = () => Promise.resolve();
  private holdEnds: HoldEnds = (work) => work();
  private beginning: string | null = null;

  /** @throws what the file system throws. */
  constructor(
    folder: string,
    private readonly clock: Pick<Clock, 'setTimer'> = systemClock,
  ) {
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
    this.writeHeld();
    this.generation = generation;
    this.active = this.files[generation % 2]!;
    this.active.length = 0;
  }

  /** @param tell is told why what nobody waits for could not be flushed. */
  unflushedTo(tell: (error: unknown) => void): void {
    this.tellLate = tell;
  }

  /**
   * Outlives this process once it returns, and the machine from the next flush on, which is begun for it where nobody
   * else asks for one in time.
   * @throws StoreAwayError where it cannot be written.
   */
  append(record: string): void {
    this.checkRoom();
    const { held } = this;
    const { length } = held;
    held.add(this.generation, record);
    try {
      this.write(held);
    } catch (error) {
      // who waits for the others is told by their flush
      held.length = length;
      throw error;
    }
    held.clear();
    this.cancelLate ??= this.clock.setTimer(UNFLUSHED_MS, this.flushLate);
  }

  /** Outlives the machine once it resolves. @throws StoreAwayError where it cannot be written. */
  appendFlushed(record: string): Promise<void> {
    this.held.add(this.generation, record);
    return this.flush();
  }

  /** Resolves when all that was appended would survive a crash of the machine. */
  flush(): Promise<void> {
    this.waiting ??= newWaiting();
    this.waiting.count += 1;
    // what comes in this turn goes together
    if (!this.isFlushing && this.endPause === null) {
      this.isFlushing = true;
      setImmediate(() => this.flushOnce());
    }
    return this.waiting.flushed;
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

  /** After everything that waits has been flushed. */
  async close(): Promise<void> {
    this.cancelLate?.();
    if (this.isFlushing || this.waiting) {
      const flushed = this.flush();
      this.resume();
      await Promise.allSettled([flushed]);
    }
    for (const file of this.files) file.close();
  }

  /** Nothing is taken any more; `null` = it is again. */
  refuse(why: Error | null): void {
    this.refusal = why;
  }

  /** What ends is written all the same: it was let in before. */
  private checkRoom(): void {
    if (this.refusal) throw this.refusal;
    if (this.active.length > MAX_BYTES) throw notWritten();
  }

  /** What cannot be written is held, until those who wait for it are told. */
  private writeHeld(): void {
    if (this.held.length === 0) return;
    this.write(this.held);
    this.held.clear();
  }

  private write(lines: LineBuffer): void {
    const { active, beginning } = this;
    this.unflushed.add(active);
    try {
      if (beginning !== null && active.length === 0) {
        const first = new LineBuffer();
        first.add(this.generation, beginning);
        active.append(first);
      }
      active.append(lines);
      this.writes.note(false);
    } catch (error) {
      this.writes.note(true);
      throw notWritten(error);
    }
  }

  private readonly flushLate = (): void => {
    this.cancelLate = null;
    this.flush().catch(this.tellLate);
  };

  private flushOnce(): void {
    const { waiting } = this;
    this.waiting = null;
    // all that was appended until now is in it
    this.cancelLate?.();
    this.cancelLate = null;
    const end = (error: Error | null) => {
      if (error === null) waiting?.resolve();
      else {
        this.writes.note(true);
        waiting?.reject(notWritten(error));
      }
      if (waiting && waiting.count >= MANY_WAITING) this.pause();
      else this.goOn();
    };
    try {
      this.writeHeld();
    } catch (error) {
      this.held.clear();
      return end(error as Error);
    }
    const files = [...this.unflushed];
    this.unflushed.clear();
    flushAll(files, end);
  }

  private goOn(): void {
    if (this.waiting) this.flushOnce();
    else this.isFlushing = false;
  }

  private pause(): void {
    const cancel = this.clock.setTimer(PAUSE_MS, () => this.resume());
    this.isFlushing = false;
    this.endPause = cancel;
  }

  private resume(): void {
    if (this.endPause === null) return;
    this.endPause();
    this.endPause = null;
    this.isFlushing = this.waiting !== null;
    this.goOn();
  }
}

function newWaiting(): Waiting {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { count: 0, flushed: promise, resolve, reject };
}

function flushAll([file, ...others]: readonly JournalFile[], done: (error: Error | null) => void): void {
  if (!file) return done(null);
  file.flush((error) => (error ? done(error) : flushAll(others, done)));
}

function notWritten(cause?: unknown): StoreAwayError {
  return new StoreAwayError('The store (TOLLGATE_DATA) cannot be written.', { cause });
}
