import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import type { Clock } from '../../common/clock.js';
import type { Selector } from '../../config/spending-config.js';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { PERIODS, scopeKey, type Scope } from '../budgets/budget.js';
import { windowAt } from '../budgets/budget-window.js';
import { Charges } from '../budgets/charge-statements.js';
import { FileSelectors, type OtherSelector } from '../budgets/file-selectors.js';
import type { SpendLoader } from '../budgets/spend-loader.js';
import { lockForLookUp, windowKey } from '../budgets/window-locks.js';
import type { SpendCorrection } from './spend-correction.js';

const NO_SELECTORS = { matching: [], known: [] };

/**
 * Has a selector count what the rows of calls say by what it asks for now: it may have asked for something else before,
 * or was not there while they were made.
 */
export class SelectorRecount {
  constructor(
    private readonly store: Store,
    private readonly loader: Pick<SpendLoader, 'spentInRows'>,
    private readonly spending: SpendCorrection,
    private readonly clock: Clock,
  ) {}

  /**
   * Of its windows that run.
   * @param isOther it asks for something else than before; else rows may be gone by now that its windows have counted, and
   * none of them has spent less. @throws what the store throws.
   */
  async of(name: string, isOther: boolean): Promise<void> {
    await this.all(async () => [{ name, isOther }]);
  }

  /**
   * The same of those of the operator's file that ask for something else than when the store was opened last.
   * @returns them. @throws what the store throws.
   */
  ofFile(
    declared: readonly Selector[],
    isToldByRows: (match: Selector['match']) => boolean,
  ): Promise<readonly OtherSelector[]> {
    const selectors = new FileSelectors(this.store.dialect);
    return this.all((transaction) => selectors.takeUp(transaction, declared, isToldByRows));
  }

  /**
   * What was spent and not charged by those of operators' files that a node knows as the store does.
   * @throws what the store throws.
   */
  async ofFiles(matchOf: (name: string) => Selector['match'] | null): Promise<void> {
    const selectors = new FileSelectors(this.store.dialect);
    await this.all(async (transaction) => {
      const matches = [...(await selectors.read(transaction))];
      const known = matches.filter(([name, match]) => isDeepStrictEqual(match, matchOf(name)));
      return known.map(([name]) => ({ name, isOther: false }));
    });
  }

  private async all(
    find: (transaction: Transaction<Database>) => Promise<readonly OtherSelector[]>,
  ): Promise<readonly OtherSelector[]> {
    let found: readonly OtherSelector[] = [];
    await this.spending.with(async (transaction) => {
      const changes = new Charges(() => NO_SELECTORS);
      found = await find(transaction);
      for (const each of found) await this.addTo(changes, transaction, each);
      return changes;
    });
    return found;
  }

  private async addTo(
    changes: Charges,
    transaction: Transaction<Database>,
    { name, isOther }: OtherSelector,
  ): Promise<void> {
    const scope: Scope = { kind: 'selector', id: name };
    const nowMs = this.clock.nowMs();
    for (const per of PERIODS) {
      const period = windowAt(per, nowMs);
      const window = { scope: scopeKey(scope), per, start: period.startMs };
      if (this.store.dialect === 'postgres')
        await lockForLookUp(transaction, window.scope, windowKey(window.scope, per, window.start));
      const row = await transaction
        .selectFrom('spend')
        .select('spent')
        .where('scope', '=', window.scope)
        .where('per', '=', per)
        .where('start_at', '=', window.start)
        .executeTakeFirst();
      if (!row) continue;
      const spent = await this.loader.spentInRows({ scope, per }, period, transaction);
      if (spent < row.spent && !isOther) continue;
      changes.change([window.scope, per, window.start], { spent: spent - row.spent });
    }
  }
}
