import { sql, type Transaction } from 'kysely';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { scopeKey } from '../budgets/budget.js';
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

  /** With the rows of the calls. @param changes each window once, in the order of their names. */
  async write(transaction: Transaction<Database>, changes: readonly WindowChange[]): Promise<void> {
    for (const { window, change } of changes) {
      await sql`update spend set spent = case when spent + ${change} < 0 then 0 else spent + ${change} end
        where scope = ${window.scope} and per = ${window.per} and start_at = ${window.start}`.execute(
        transaction,
      );
    }
  }

  /** Behind it, where this process decides. What the store has yet to write of ended calls knows nothing of it. */
  async written(changes: readonly WindowChange[]): Promise<void> {
    if (this.store.dialect === 'postgres') return;
    const known = changes.flatMap(({ window, change }) => this.book.correct(window, change) ?? []);
    if (known.length === 0) return;
    await this.store.settled();
    await this.store.write(
      known.map(({ scope, per, startMs, spent }) => ({
        sql: 'update spend set spent = ? where scope = ? and per = ? and start_at = ?',
        parameters: [spent, scopeKey(scope), per, startMs],
      })),
    );
  }
}
