import { ManualClock } from '../../common/testing/manual-clock.js';
import type { Store } from '../../storage/store.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { windowAt } from '../budgets/budget-window.js';
import { BudgetAlarm } from './budget-alarm.js';
import { MoneyTally } from './money-tally.js';

const RED: ScopedBudget = {
  scope: { kind: 'team', id: 'red' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
};

/** A store that several nodes share, of which alone the answers to "how much is spent" matter. */
function sharedStore(spent: bigint[]): Store {
  const query: object = new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'executeTakeFirst' ? async () => ({ spent: spent.shift(), reserved: 0n }) : () => query,
    },
  );
  return { dialect: 'postgres', db: query, write: async () => [{ changes: 1 }] } as unknown as Store;
}

describe('BudgetAlarm over a store that nodes share', () => {
  it('looks again for a call that ended while it waited for the write of another', async () => {
    const reached: number[] = [];
    const clock = new ManualClock(Date.parse('2026-11-29T12:30:00Z'));
    const alarm = new BudgetAlarm({
      store: sharedStore([700n, 1_000n]),
      clock,
      tally: new MoneyTally(),
      outbox: null,
      onReached: ({ percent }) => void reached.push(percent),
      onFailure: (error) => {
        throw error;
      },
    });
    const window = { ...windowAt('day', clock.nowMs()), scope: RED.scope, per: RED.per };
    const places = [{ budget: RED, window: { ...window, spent: 800n, reserved: 0n } }];
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    alarm.settled(places, 10n, first.promise);
    alarm.settled(places, 10n, second.promise);
    first.resolve();
    await new Promise(setImmediate);
    expect(reached).toEqual([]);
    second.resolve();
    await new Promise(setImmediate);
    expect(reached).toEqual([80, 95]);
  });
});
