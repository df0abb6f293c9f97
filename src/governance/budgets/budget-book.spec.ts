import fc from 'fast-check';
import { BudgetBook } from './budget-book.js';
import { BudgetReservation } from './budget-reservation.js';
import type { BudgetPeriod, Scope, ScopedBudget } from './budget.js';
import { NOBODY } from './testing/spenders.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const EVERYTHING: Scope = { kind: 'everything', id: '' };
const RED: Scope = { kind: 'team', id: 'red' };
const budget = (scope: Scope, limit: bigint, per: BudgetPeriod = 'day'): ScopedBudget => ({
  scope,
  limit,
  per,
  onExhaust: 'refuse',
});

function reserved(outcome: ReturnType<BudgetBook['reserve']>): BudgetReservation {
  if (outcome instanceof BudgetReservation) return outcome;
  throw new Error(`no room in ${outcome.budget.scope.kind}`);
}

describe('a book of budgets', () => {
  it('has room for exactly as many calls as fit', () => {
    const book = new BudgetBook();
    const budgets = [budget(EVERYTHING, 1_000n), budget(RED, 200n)];
    const outcomes = Array.from({ length: 50 }, () => book.reserve(budgets, 10n, NOW_MS));
    expect(outcomes.filter((outcome) => outcome instanceof BudgetReservation)).toHaveLength(20);
    expect(outcomes.at(-1)).toMatchObject({ budget: { scope: RED }, needed: 10n });
  });

  it('reserves nothing anywhere where one budget has no room', () => {
    const book = new BudgetBook();
    const wide = budget(EVERYTHING, 1_000n);
    const outcome = book.reserve([wide, budget(RED, 5n)], 6n, NOW_MS);
    expect(outcome).toMatchObject({ budget: { scope: RED }, window: { spent: 0n, reserved: 0n } });
    expect(book.windowOf(wide, NOW_MS)).toMatchObject({ spent: 0n, reserved: 0n });
  });

  it('reserves once for two budgets of one scope and period', () => {
    const book = new BudgetBook();
    const call = reserved(book.reserve([budget(RED, 100n), budget(RED, 50n)], 30n, NOW_MS));
    expect(book.windowOf(budget(RED, 1n), NOW_MS).reserved).toBe(30n);
    call.settle(20n);
    expect(book.windowOf(budget(RED, 1n), NOW_MS)).toMatchObject({ spent: 20n, reserved: 0n });
  });

  it('charges the truth once, be it more than was reserved', () => {
    const book = new BudgetBook();
    const call = reserved(book.reserve([budget(RED, 100n)], 10n, NOW_MS));
    call.settle(15n);
    call.settle(15n);
    expect(book.windowOf(budget(RED, 1n), NOW_MS)).toMatchObject({ spent: 15n, reserved: 0n });
  });

  it('charges a call that was under way when a budget came up, in all that its caller is in', () => {
    const book = new BudgetBook((name, { tags }) => tags['project'] === name);
    const spender = { ...NOBODY, team: 'red', key: 'k', tags: { project: 'apollo' } };
    const call = reserved(book.reserve([budget(EVERYTHING, 100n)], 10n, NOW_MS, spender));
    const came = [RED, { kind: 'key', id: 'k' } as const, { kind: 'selector', id: 'apollo' } as const];
    const others = [{ kind: 'team', id: 'blue' } as const, { kind: 'selector', id: 'zeus' } as const];
    for (const scope of [...came, ...others]) book.begin({ scope, per: 'day' }, NOW_MS, 1n);
    book.begin({ scope: RED, per: 'total' }, NOW_MS, 2n);
    call.settle(7n);
    const spent = (scope: Scope, per: BudgetPeriod = 'day') => book.windowOf({ scope, per }, NOW_MS).spent;
    expect([spent(EVERYTHING), ...came.map((scope) => spent(scope))]).toEqual([7n, 8n, 8n, 8n]);
    expect([spent(RED, 'total'), ...others.map((scope) => spent(scope))]).toEqual([9n, 1n, 1n]);
    expect(call.windows.map(({ scope, per }) => `${scope.kind} ${per}`).toSorted()).toEqual([
      'everything day',
      'key day',
      'selector day',
      'team day',
      'team total',
    ]);
    expect(book.windowOf(budget(RED, 1n), NOW_MS).reserved).toBe(0n);
  });

  it('charges no call in a period that began behind it', () => {
    const book = new BudgetBook();
    const call = reserved(book.reserve([], 10n, NOW_MS, { ...NOBODY, team: 'red' }));
    const tomorrowMs = NOW_MS + 86_400_000;
    book.begin({ scope: RED, per: 'day' }, tomorrowMs, 0n);
    call.settle(7n);
    expect(book.windowOf(budget(RED, 1n), tomorrowMs).spent).toBe(0n);
  });

  it('has room for the next attempt of a call only where the one before it leaves it', () => {
    const book = new BudgetBook();
    const call = reserved(book.reserve([budget(RED, 25n)], 10n, NOW_MS));
    expect(call.extend(10n)).toBeNull();
    expect(call.extend(10n)).toMatchObject({ needed: 10n, window: { reserved: 20n } });
    call.settle(20n);
    expect(book.windowOf(budget(RED, 1n), NOW_MS)).toMatchObject({ spent: 20n, reserved: 0n });
  });

  it('forgets what was spent when the next period begins, and charges a call to the one in which it began', () => {
    const book = new BudgetBook();
    const daily = budget(RED, 10n);
    const late = reserved(book.reserve([daily], 10n, NOW_MS));
    const tomorrowMs = Date.parse('2026-11-30T00:00:00Z');
    expect(book.reserve([daily], 10n, tomorrowMs)).toBeInstanceOf(BudgetReservation);
    late.settle(10n);
    expect(book.windowOf(daily, tomorrowMs)).toMatchObject({ spent: 0n, reserved: 10n });
  });

  it('has spent what its calls cost, and never more than its limit, whatever calls come and end', () => {
    const step = fc.record({
      amount: fc.bigInt(0n, 40n),
      share: fc.integer({ min: 0, max: 100 }),
      ends: fc.nat(5),
    });
    fc.assert(
      fc.property(
        fc.bigInt(0n, 300n),
        fc.bigInt(0n, 300n),
        fc.array(step, { maxLength: 60 }),
        (one, other, steps) => {
          const book = new BudgetBook();
          const budgets = [budget(EVERYTHING, one, 'total'), budget(RED, other, 'day')];
          const open: { reservation: BudgetReservation; cost: bigint }[] = [];
          let letIn = 0n;
          for (const { amount, share, ends } of steps) {
            const outcome = book.reserve(budgets, amount, NOW_MS);
            if (outcome instanceof BudgetReservation) {
              const cost = (amount * BigInt(share)) / 100n;
              open.push({ reservation: outcome, cost });
              letIn += cost;
            }
            for (const { reservation, cost } of open.splice(0, ends)) reservation.settle(cost);
            for (const held of budgets) {
              const { spent, reserved: room } = book.windowOf(held, NOW_MS);
              expect(spent + room <= held.limit && room >= 0n).toBe(true);
            }
          }
          for (const { reservation, cost } of open) reservation.settle(cost);
          for (const held of budgets)
            expect(book.windowOf(held, NOW_MS)).toMatchObject({ spent: letIn, reserved: 0n });
        },
      ),
      { numRuns: 100 },
    );
  });
});
