import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { BatchedDeletion } from '../batched-deletion.js';
import { idAt } from './call-id.js';

const DAY_MS = 86_400_000;
/** So few rows hold no other writer up. */
const BATCH = 500;

/**
 * Deletes the rows of calls that began too long ago. What budgets have spent stays, and so does the row of a call that
 * is under way.
 */
export class LedgerRetention {
  private readonly deletion: BatchedDeletion;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    /** How long rows are kept, in days; more than 0. */
    private readonly days: number,
    onFailure: (error: unknown) => void,
  ) {
    const deleteBatch = () => this.deleteBatch();
    this.deletion = new BatchedDeletion({ clock, deleteBatch, onFailure });
  }

  begin(): void {
    this.deletion.begin();
  }

  end(): void {
    this.deletion.end();
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
      db.deleteFrom('repriced_calls').where('call_id', 'in', ids).compile(),
      db.deleteFrom('captures').where('call_id', 'in', ids).compile(),
      db.deleteFrom('calls').where('id', 'in', ids).compile(),
    ]);
    return ids.length === BATCH;
  }
}
