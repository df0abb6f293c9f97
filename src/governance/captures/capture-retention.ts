import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { CapturesRepository } from './captures.repository.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So few rows hold no other writer up. */
const BATCH = 100;
const BETWEEN_BATCHES_MS = 200;

/** Deletes what was kept long enough, batch after batch, and looks again each hour, be capture switched off by now. */
export class CaptureRetention {
  private readonly repository = new CapturesRepository();
  private stop: (() => void) | null = null;
  private hasEnded = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly days: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** What belongs to calls before that is no longer shown. */
  get sinceMs(): number {
    return this.clock.nowMs() - this.days * DAY_MS;
  }

  /** When what is kept of a call of this moment goes, in milliseconds since the Unix epoch. */
  endOf(startedMs: number): number {
    return startedMs + this.days * DAY_MS;
  }

  begin(): void {
    this.goOnAfter(BETWEEN_BATCHES_MS);
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  /** @returns whether there may be more. @throws what the store throws. */
  async deleteBatch(): Promise<boolean> {
    return (await this.repository.deleteSome(this.store.db, this.sinceMs, BATCH)) === BATCH;
  }

  private goOnAfter(delayMs: number): void {
    if (this.hasEnded) return;
    this.stop = this.clock.setTimer(delayMs, () => {
      if (this.hasEnded) return;
      void this.deleteBatch()
        .catch((error: unknown) => {
          this.onFailure(error);
          return false;
        })
        .then((isMore) => this.goOnAfter(isMore ? BETWEEN_BATCHES_MS : HOUR_MS));
    });
  }
}
