import type { AttemptReport } from '../../completions/completion-outcome.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { BudgetBook } from '../budgets/budget-book.js';
import type { ScopedBudget } from '../budgets/budget.js';
import type { BudgetReservation } from '../budgets/budget-reservation.js';
import { GovernedCall } from './governed-call.js';

const DOLLAR = 10n ** 12n;
const BUDGET: ScopedBudget = {
  scope: { kind: 'key', id: 'a' },
  per: 'day',
  limit: 3n * DOLLAR,
  onExhaust: 'refuse',
};
const COST_A_DOLLAR = { cost: { usd: '1' } } as AttemptReport;

describe('a call that was let in', () => {
  it('has in its row what is reserved for a further attempt, and not what finds no room', () => {
    const reservation = new BudgetBook().reserve([BUDGET], DOLLAR, 0) as BudgetReservation;
    const reserved: bigint[] = [];
    const entry = { reserves: (amount: bigint) => void reserved.push(amount) } as unknown as LedgerEntry;
    const call = new GovernedCall({
      reservation,
      allowed: null,
      limits: [],
      taken: null,
      further: null,
      entry,
      ignoredTags: [],
      alarm: null,
      instead: null,
    });
    void call.again([COST_A_DOLLAR]);
    void call.again([COST_A_DOLLAR, COST_A_DOLLAR]);
    expect(() => call.again([COST_A_DOLLAR, COST_A_DOLLAR, COST_A_DOLLAR])).toThrow('has no room');
    expect(reserved).toEqual([2n * DOLLAR, 3n * DOLLAR]);
  });
});
