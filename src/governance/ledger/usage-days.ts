import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { sumDay } from './sum-day.js';
import { SUMMED } from './usage-sums.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FIRST_LOOK_MS = 1_000;
const LOOK_EVERY_MS = 60_000;
/** Where several nodes write, what was under way when a day was marked has been committed so much later. */
const FENCE_MS = 60_000;
/** Beyond them reports read the rows. */
const MOST_DAYS = 400;

/**
 * Keeps the sums of days that are over, for reports over many calls. A day is marked first and summed then: whoever
 * writes one of its rows takes the mark away (triggers of the schema), and it is summed anew.
 */
export class UsageDays {
  private stop: (() => void) | null = null;
  private hasEnded = false;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  begin(): void {
    this.lookAfter(FIRST_LOOK_MS);
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  /** Marks days that are over, and sums those that were marked. @throws what the store throws. */
  async look(): Promise<void> {
    const { db, dialect } = this.store;
    const first = await this.firstDay();
    if (first === null) return;
    await this.mark(first);
    for (const table of ['usage_days', 'first_token_days'] as const)
      await db.deleteFrom(table).where('day', '<', first).execute();
    const fenceMs = dialect === 'sqlite' ? 0 : FENCE_MS;
    const marked = await db
      .selectFrom('rolled_days')
      .select(['day', 'marked_at'])
      .where((one) => one.or([one('is_done', '!=', SUMMED), one('has_audio', 'is', null)]))
      .where('marked_at', '<=', this.clock.nowMs() - fenceMs)
      .orderBy('day', 'desc')
      .execute();
    for (const each of marked) {
      if (this.hasEnded) return;
      await sumDay(this.store, each);
    }
  }

  private async firstDay(): Promise<bigint | null> {
    const oldest = await this.store.db
      .selectFrom('calls')
      .select('id')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return oldest ? BigInt(Math.floor(Number.parseInt(oldest.id.slice(0, 12), 16) / DAY_MS)) : null;
  }

  private async mark(oldest: bigint): Promise<void> {
    const { db } = this.store;
    const nowMs = this.clock.nowMs();
    // the last calls of a day are still under way at its end
    const last = BigInt(Math.floor((nowMs - HOUR_MS) / DAY_MS) - 1);
    const first = max(oldest, last - BigInt(MOST_DAYS - 1));
    const known = new Set((await db.selectFrom('rolled_days').select('day').execute()).map(({ day }) => day));
    const missing = [];
    for (let day = first; day <= last; day += 1n)
      if (!known.has(day)) missing.push({ day, marked_at: nowMs, is_done: 0 });
    if (missing.length === 0) return;
    await db
      .insertInto('rolled_days')
      .values(missing)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  private lookAfter(delayMs: number): void {
    if (this.hasEnded) return;
    this.stop = this.clock.setTimer(delayMs, () => {
      if (this.hasEnded) return;
      void this.look()
        .catch((error: unknown) => {
          if (!this.hasEnded) this.onFailure(error);
        })
        .then(() => this.lookAfter(LOOK_EVERY_MS));
    });
  }
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
