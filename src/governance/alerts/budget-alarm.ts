import type { Clock } from '../../common/clock.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Store } from '../../storage/store.js';
import { scopeKey, type ScopedBudget } from '../budgets/budget.js';
import type { BudgetPlace } from '../budgets/reservation.js';
import type { FullBudget } from '../budgets/spend-window.js';
import { alertBody, alertId, alertKey, type ReachedThreshold } from './alert-body.js';
import type { AlertOutbox } from './alert-outbox.js';
import type { MoneyTally } from './money-tally.js';

/** Parts of a budget that somebody is told of, in percent. */
const THRESHOLDS = [80n, 95n] as const;
const LOWEST = THRESHOLDS[0];
/** What is known to have been told; of more, those whose period is over are forgotten. */
const MAX_KNOWN = 20_000;
/** Behind the longest period that resets. */
const KEPT_MS = 40 * 86_400_000;
const CLEAN_MS = 86_400_000;
const LOOK_AGAIN_MS = 500;

export interface BudgetAlarmOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly tally: MoneyTally;
  /** `null` = nobody is to be told; it is counted all the same. */
  readonly outbox: Pick<AlertOutbox, 'wake'> | null;
  /** Told of each, once in its period. */
  readonly onReached: (reached: ReachedThreshold) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Notices that 80 or 95 % of a budget are spent. The store says which node was the first to notice; calls do not wait
 * for it.
 */
export class BudgetAlarm {
  /** Until when its period runs; `null` = for ever. */
  private readonly known = new Map<string, number | null>();
  /** Of what is being looked at: the ends of calls whose writes are waited for. */
  private readonly looking = new Map<string, (Promise<void> | null)[]>();
  private cleanedMs = 0;

  constructor(private readonly options: BudgetAlarmOptions) {}

  /**
   * A call has ended.
   * @param cost what it adds to windows that nodes share, which are as they were when it began; 0 where they are this
   * process's own, and right.
   * @param written when the store has it.
   */
  settled(places: readonly BudgetPlace[], cost: PicoUsd, written: Promise<void> | null): void {
    for (const { budget, window } of places) {
      if (budget.limit <= 0n) continue;
      if (this.options.store.dialect === 'sqlite') this.compare(budget, window);
      else if (isNear(window.spent + window.reserved + cost, budget.limit))
        void this.look({ budget, window }, written);
    }
  }

  /**
   * A budget has no room for a call. It may have come to its end otherwise than by the end of one, with none to follow: by a
   * crash, by another price, by less money.
   */
  refused({ budget, window }: FullBudget): void {
    if (budget.limit > 0n) this.compare(budget, window);
  }

  /** Other nodes spend as well: how it stands, the store says. */
  private async look(place: BudgetPlace, written: Promise<void> | null): Promise<void> {
    const { budget, window } = place;
    const key = `${scopeKey(window.scope)} ${window.per} ${window.startMs} ${budget.limit}`;
    const underWay = this.looking.get(key);
    if (underWay) {
      underWay.push(written);
      return;
    }
    const writes = [written];
    this.looking.set(key, writes);
    try {
      // What ends meanwhile is written later than what this look waits for, and may be the last that there is.
      while (writes.length > 0) {
        for (const each of writes.splice(0)) await each;
        const row = await this.options.store.db
          .selectFrom('spend')
          .select(['spent', 'reserved'])
          .where('scope', '=', scopeKey(window.scope))
          .where('per', '=', window.per)
          .where('start_at', '=', window.startMs)
          .executeTakeFirst();
        if (!row) continue;
        this.compare(budget, { ...window, spent: row.spent });
        // Calls that began before it was near end without a look.
        if (row.reserved > 0n && isNear(row.spent + row.reserved, budget.limit)) writes.push(this.aWhile());
      }
    } catch (error) {
      this.options.onFailure(error);
    } finally {
      this.looking.delete(key);
    }
  }

  private aWhile(): Promise<void> {
    return new Promise((resolve) => void this.options.clock.setTimer(LOOK_AGAIN_MS, resolve));
  }

  private compare(budget: ScopedBudget, window: ReachedThreshold['window']): void {
    if (!isNear(window.spent, budget.limit)) return;
    for (const percent of THRESHOLDS) {
      if (window.spent * 100n < budget.limit * percent) return;
      const reached = { budget, window: { ...window }, percent: Number(percent) };
      const key = alertKey(reached);
      if (this.known.has(key)) continue;
      this.remember(key, window.endMs);
      this.claim(reached).catch((error: unknown) => {
        // The next call notices it again.
        this.known.delete(key);
        this.options.onFailure(error);
      });
    }
  }

  private async claim(reached: ReachedThreshold): Promise<void> {
    const { store, clock, outbox, tally, onReached } = this.options;
    const nowMs = clock.nowMs();
    const row = {
      id: alertId(reached),
      body: alertBody(reached, nowMs),
      created_at: nowMs,
      busy_until: nowMs,
      attempts: 0,
      is_done: outbox === null ? 1 : 0,
    };
    const insert = store.db
      .insertInto('budget_alerts')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .compile();
    const [written] = await store.write([insert]);
    if (written?.changes !== 1) return;
    tally.countThreshold(reached.budget.scope, reached.budget.per, reached.percent);
    onReached(reached);
    outbox?.wake();
    await this.clean(nowMs);
  }

  private remember(key: string, endMs: number | null): void {
    if (this.known.size >= MAX_KNOWN) {
      const nowMs = this.options.clock.nowMs();
      for (const [each, until] of this.known) if (until !== null && until <= nowMs) this.known.delete(each);
    }
    this.known.set(key, endMs);
  }

  /** What was told of periods that are over; once a day. */
  private async clean(nowMs: number): Promise<void> {
    if (nowMs - this.cleanedMs < CLEAN_MS) return;
    this.cleanedMs = nowMs;
    await this.options.store.db
      .deleteFrom('budget_alerts')
      .where('is_done', '=', 1)
      .where('created_at', '<', nowMs - KEPT_MS)
      .where('id', 'not like', 'always-%')
      .execute();
  }
}

function isNear(spent: PicoUsd, limit: PicoUsd): boolean {
  return spent * 100n >= limit * LOWEST;
}
