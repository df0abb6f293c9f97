import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { BatchedDeletion } from '../batched-deletion.js';
import { CapturesRepository } from './captures.repository.js';

const DAY_MS = 86_400_000;
/** So few rows hold no other writer up. */
const BATCH = 100;

/** Deletes what was kept long enough, also where capture is switched off by now. */
export class CaptureRetention {
  private readonly repository = new CapturesRepository();
  private readonly deletion: BatchedDeletion;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly days: number,
    onFailure: (error: unknown) => void,
  ) {
    const deleteBatch = () => this.deleteBatch();
    this.deletion = new BatchedDeletion({ clock, deleteBatch, onFailure });
  }

  /** What belongs to calls before that is no longer shown. */
  get sinceMs(): number {
    return this.clock.nowMs() - this.days * DAY_MS;
  }

  /** When what is kept of a call of this moment goes, in milliseconds since the Unix epoch. */
  endOf(startedMs: number): number {
    return startedMs + this.days * DAY_MS;
  }

  begin(): void {
    this.deletion.begin();
  }

  end(): void {
    this.deletion.end();
  }

  /** @returns whether there may be more. @throws what the store throws. */
  async deleteBatch(): Promise<boolean> {
    return (await this.repository.deleteSome(this.store.db, this.sinceMs, BATCH)) === BATCH;
  }
}
