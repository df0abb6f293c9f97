import type { Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import type { Charges } from '../budgets/charge-statements.js';
import { writeCharges } from '../budgets/write-charges.js';

/** Puts right what budgets have spent, in the store and, where this process decides, in its book. */
export class SpendCorrection {
  constructor(
    private readonly store: Store,
    private readonly book: BudgetBook,
  ) {}

  /**
   * Corrects windows together with the rows that were wrong, in one transaction, which may take as long as a report.
   *
   * @param correct rows of calls, and tells what that changes.
   * @throws what the store throws.
   */
  async with(correct: (transaction: Transaction<Database>) => Promise<Charges>): Promise<void> {
    const { db: own, dialect, journal, reports } = this.store;
    // it may sum all calls of a period; the embedded store has no connection that writes beside its own
    const db = dialect === 'postgres' ? reports : own;
    const inOne = () =>
      db.transaction().execute(async (transaction) => {
        const changes = await correct(transaction);
        await writeCharges(transaction, dialect, changes);
        return changes;
      });
    if (journal === null) return void (await inOne());
    await journal.betweenEnds(async () => {
      for (const { names, spent } of (await inOne()).all()) {
        const [scope, per, start] = names;
        this.book.correct({ scope, per, start }, spent);
      }
    });
  }
}
