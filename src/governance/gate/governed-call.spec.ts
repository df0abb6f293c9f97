import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import { BudgetBook } from '../budgets/budget-book.js';
import type { ScopedBudget } from '../budgets/budget.js';
import type { Reservation } from '../budgets/reservation.js';
import type { LedgerEntry, SpendingOfCall } from '../ledger/ledger.js';
import { GovernedCall } from './governed-call.js';

const BUDGET: ScopedBudget = {
  scope: { kind: 'everything', id: '' },
  limit: 250n,
  per: 'total',
  onExhaust: 'refuse',
};
const WORST = 100n;
const BESIDE = {
  allowed: null,
  limits: [],
  taken: null,
  further: null,
  ignoredTags: [],
  alarm: null,
  instead: null,
};

/** A call that may cost 100 of 250, behind an attempt that was billed so much. */
function again(usd: string | null, allowed: bigint | null = null) {
  const reservation = new BudgetBook().reserve([BUDGET], WORST, 0);
  if ('needed' in reservation) throw new Error('there is room for it');
  const call = new GovernedCall({ ...BESIDE, entry: null, reservation, allowed });
  void call.again([{ cost: { usd, source: null } } as unknown as AttemptReport]);
  return reservation.reserved;
}

describe('a further attempt of a call', () => {
  it('has to fit beside what the ones before it were billed', () => {
    expect(again('0')).toBe(100n);
    expect(again('0.00000000005')).toBe(150n);
    expect(() => again('0.000000000151')).toThrow(expect.objectContaining({ code: 'budget.exceeded' }));
  });

  it('has to fit beside the most that one before it may have cost, where that is not known', () => {
    expect(again(null)).toBe(200n);
    expect(() => again(null, 199n)).toThrow(expect.objectContaining({ code: 'budget.exceeded' }));
  });
});

it('has in its row what is reserved for a further attempt, and not what finds no room', () => {
  const reservation = new BudgetBook().reserve([BUDGET], WORST, 0);
  if ('needed' in reservation) throw new Error('there is room for it');
  const reserved: bigint[] = [];
  const entry = { reserves: (amount: bigint) => void reserved.push(amount) } as unknown as LedgerEntry;
  const call = new GovernedCall({ ...BESIDE, entry, reservation, allowed: null });
  const costly = { cost: { usd: '0.0000000001', source: null } } as unknown as AttemptReport;
  void call.again([costly]);
  expect(() => call.again([costly, costly])).toThrow(expect.objectContaining({ code: 'budget.exceeded' }));
  expect(reserved).toEqual([200n]);
});

it('tells the row of a call where an answer of the store about its reservation was lost', () => {
  const reservation = Object.assign(new BudgetBook().reserve([BUDGET], WORST, 0), { isUnsure: true });
  const told: SpendingOfCall[] = [];
  const close: LedgerEntry['close'] = (_report, _charged, spending) => (told.push(spending), null);
  const entry = { close } as LedgerEntry;
  const report = { cost: { usd: null, source: null }, usage: null } as unknown as CallReport;
  void new GovernedCall({ ...BESIDE, entry, reservation: reservation as Reservation }).settle(report);
  expect(told).toMatchObject([{ isUnsure: true, cost: WORST }]);
});
