import { ManualClock } from '../../common/testing/manual-clock.js';
import type { Store } from '../../storage/store.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { windowAt } from '../budgets/budget-window.js';
import type { BudgetPlace } from '../budgets/reservation.js';
import { BudgetAlarm } from './budget-alarm.js';
import { MoneyTally } from './money-tally.js';

const RED: ScopedBudget = {
  scope: { kind: 'team', id: 'red' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
};

interface Spend {
  readonly spent: bigint;
  readonly reserved: bigint;
}

/** A store that several nodes share, of which alone the answers to "how much is spent" matter. */
function sharedStore(answers: Spend[]): Store {
  const query: object = new Proxy(
    {},
    { get: (_, name) => (name === 'executeTakeFirst' ? async () => answers.shift() : () => query) },
  );
  return { dialect: 'postgres', db: query, write: async () => [{ changes: 1 }] } as unknown as Store;
}

describe('BudgetAlarm over a store that nodes share', () => {
  let clock: ManualClock;
  let reached: number[];
  let places: readonly BudgetPlace[];

  beforeEach(() => {
    clock = new ManualClock(Date.parse('2026-11-29T12:30:00Z'));
    reached = [];
    const window = { ...windowAt('day', clock.nowMs()), scope: RED.scope, per: RED.per };
    places = [{ budget: RED, window: { ...window, spent: 800n, reserved: 0n } }];
  });

  const alarmOver = (answers: Spend[]) =>
    new BudgetAlarm({
      store: sharedStore(answers),
      clock,
      tally: new MoneyTally(),
      outbox: null,
      onReached: ({ percent }) => void reached.push(percent),
      onFailure: (error) => {
        throw error;
      },
    });
  const turn = () => new Promise((resolve) => void setImmediate(resolve));

  it('looks again for a call that ended while it waited for the write of another', async () => {
    const alarm = alarmOver([
      { spent: 700n, reserved: 0n },
      { spent: 1_000n, reserved: 0n },
    ]);
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    alarm.settled(places, 10n, first.promise);
    alarm.settled(places, 10n, second.promise);
    first.resolve();
    await turn();
    expect(reached).toEqual([]);
    second.resolve();
    await turn();
    expect(reached).toEqual([80, 95]);
  });

  it('looks every half second while enough is reserved to bring the budget near its end', async () => {
    const answers: Spend[] = [
      { spent: 700n, reserved: 300n },
      { spent: 850n, reserved: 150n },
      { spent: 1_000n, reserved: 0n },
    ];
    alarmOver(answers).settled(places, 10n, Promise.resolve());
    await turn();
    // Nobody else tells of what is reserved: those calls began before, and end without a look of their own.
    for (const [left, told] of [
      [2, []],
      [1, [80]],
      [0, [80, 95]],
    ] as const) {
      expect([answers.length, reached]).toEqual([left, told]);
      clock.advance(499);
      await turn();
      expect(answers).toHaveLength(left);
      clock.advance(1);
      await turn();
    }
    expect(clock.pendingTimers).toBe(0);
  });

  it.each<[string, Spend]>([
    ['nothing is reserved', { spent: 990n, reserved: 0n }],
    ['what is reserved leaves it far from its end', { spent: 700n, reserved: 99n }],
  ])('does not look again where %s', async (_, answer) => {
    const answers = [answer];
    alarmOver(answers).settled(places, 10n, Promise.resolve());
    await turn();
    expect([answers.length, clock.pendingTimers]).toEqual([0, 0]);
  });
});
