import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { idAt } from './call-id.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So few rows hold no other writer up. */
const BATCH = 500;
const BETWEEN_BATCHES_MS = 200;

/**
 * Deletes the rows of calls that began too long ago, batch after batch, and looks again each hour. What budgets have
 * spent stays, and so does the row of a call that is under way.
 */
export class LedgerRetention {
  private stop: (() => void) | null = null;
  private hasEnded = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    /** How long rows are kept, in days; more than 0. */
    private readonly days: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  begin(): void {
    this.goOnAfter(BETWEEN_BATCHES_MS);
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  /** @returns whether there may be more. @throws what the store throws. */
  async deleteBatch(): Promise<boolean> {
    const { db } = this.store;
    const old = await db
      .selectFrom('calls')
      .select('id')
      .where('id', '<', idAt(this.clock.nowMs() - this.days * DAY_MS))
      .where('outcome', '!=', 'pending')
      .orderBy('id')
      .limit(BATCH)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return false;
    await this.store.write([
      db.deleteFrom('attempts').where('call_id', 'in', ids).compile(),
      db.deleteFrom('captures').where('call_id', 'in', ids).compile(),
      db.deleteFrom('calls').where('id', 'in', ids).compile(),
    ]);
    return ids.length === BATCH;
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
