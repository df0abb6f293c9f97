import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import { PERIODS, scopeKey, type Scope } from '../budgets/budget.js';
import { windowAt } from '../budgets/budget-window.js';
import { Charges } from '../budgets/charge-statements.js';
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
    const scope: Scope = { kind: 'selector', id: name };
    const nowMs = this.clock.nowMs();
    await this.spending.with(async (transaction) => {
      const changes = new Charges(() => NO_SELECTORS);
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
        changes.change([window.scope, per, window.start], { spent: spent - row.spent, reserved: 0n });
      }
      return changes;
    });
  }
}
