import type { Clock } from '../../common/clock.js';
import { StoreAwayError, type Store } from '../../storage/store.js';

/** Less than a probe waits, which takes a gateway that says nothing for one that is not ready: a second by default. */
const MOST_MS = 500;
/** A store to which nothing was written for so long is written to by a look at it: a flush to the disk, and no more. */
const PROBE_MS = 5_000;

/** `unwritable` = it answers, and takes nothing: its disk is full, or can only be read. */
export type StoreState = 'up' | 'unwritable' | 'away';

/** Whether the store answers and can be written, for whoever asks, and however many they are: one question at a time. */
export class StoreLook {
  private asking: Promise<StoreState> | null = null;
  private seenWrites = 0;
  private hasProbeFailed = false;
  /** When it was last known how writes go; monotonic. */
  private knownMs = -Infinity;

  constructor(
    private readonly store: Pick<Store, 'check' | 'probe' | 'writes' | 'journal'>,
    private readonly clock: Clock,
  ) {}

  /** A store that says nothing for half a second is away. */
  async state(): Promise<StoreState> {
    this.asking ??= this.ask().finally(() => (this.asking = null));
    const { promise, resolve } = Promise.withResolvers<'away'>();
    const cancel = this.clock.setTimer(MOST_MS, () => resolve('away'));
    try {
      return await Promise.race([this.asking, promise]);
    } finally {
      cancel();
    }
  }

  private async ask(): Promise<StoreState> {
    if (!(await succeeds(this.store.check()))) {
      // what failed while it was away says nothing of it once it is back
      this.knownMs = -Infinity;
      this.seenWrites = this.tried();
      return 'away';
    }
    return (await this.canBeWritten()) ? 'up' : 'unwritable';
  }

  /** What callers write tells more than a probe, which may find room where they do not. */
  private async canBeWritten(): Promise<boolean> {
    const nowMs = this.clock.monotonicMs();
    if (this.tried() !== this.seenWrites) {
      this.hasProbeFailed = false;
      this.knownMs = nowMs;
    } else if (nowMs - this.knownMs >= PROBE_MS) {
      this.hasProbeFailed = !(await succeeds(this.store.probe()));
      this.knownMs = nowMs;
    }
    this.seenWrites = this.tried();
    return !this.hasProbeFailed && this.records().every(({ hasFailed }) => !hasFailed);
  }

  private tried(): number {
    return this.records().reduce((sum, { tried }) => sum + tried, 0);
  }

  private records() {
    const { writes, journal } = this.store;
    return journal === null ? [writes] : [writes, journal.writes];
  }
}

/** `false` = the store is away. */
async function succeeds(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof StoreAwayError) return false;
    throw error;
  }
}
