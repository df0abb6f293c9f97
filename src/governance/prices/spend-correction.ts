import { sql, type Transaction } from 'kysely';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import type { NamedWindow } from '../ledger/ledger-rows.js';

/** What a window has spent more, or less, than it was charged. */
export interface WindowChange {
  readonly window: NamedWindow;
  readonly change: PicoUsd;
}

/** Puts right what budgets have spent, in the store and, where this process decides, in its book. */
export class SpendCorrection {
  constructor(
    private readonly store: Store,
    private readonly book: BudgetBook,
  ) {}

  /**
   * Corrects windows together with the rows that were wrong, in one transaction.
   *
   * @param correct rows of calls, and tells what that changes: each window once, in the order of their names.
   * @throws what the store throws.
   */
  async with(
    correct: (transaction: Transaction<Database>) => Promise<readonly WindowChange[]>,
  ): Promise<void> {
    const { db, journal } = this.store;
    const inOne = () =>
      db.transaction().execute(async (transaction) => {
        const changes = await correct(transaction);
        await writeTo(transaction, changes);
        return changes;
      });
    if (journal === null) return void (await inOne());
    await journal.betweenEnds(async () => {
      for (const { window, change } of await inOne()) this.book.correct(window, change);
    });
  }
}

async function writeTo(transaction: Transaction<Database>, changes: readonly WindowChange[]): Promise<void> {
  for (const { window, change } of changes) {
    await sql`update spend set spent = case when spent + ${change} < 0 then 0 else spent + ${change} end
      where scope = ${window.scope} and per = ${window.per} and start_at = ${window.start}`.execute(
      transaction,
    );
  }
}
