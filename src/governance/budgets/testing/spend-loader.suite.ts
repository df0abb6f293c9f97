import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { newCallId } from '../../ledger/call-id.js';
import type { CallWriter } from '../../ledger/call-writer.js';
import { sumDay } from '../../ledger/sum-day.js';
import {
  closedRow,
  DAY_START_MS,
  keyRow,
  NOW_MS,
  openRow,
  writerOf,
} from '../../ledger/testing/call-rows.js';
import type { BudgetPeriod, Scope } from '../budget.js';
import { BudgetBook } from '../budget-book.js';
import { SpendLoader } from '../spend-loader.js';
import { NOBODY } from './spenders.js';

const RED: Scope = { kind: 'team', id: 'red' };
const APOLLO: Scope = { kind: 'selector', id: 'apollo' };

/** What a budget that is new has spent, on any store. @param open an empty one, that nobody else uses. */
export function describeSpendLoader(where: string, open: () => Promise<Store>): void {
  describe(`what was spent before a budget came up, in ${where}`, () => {
    let store: Store;
    let writer: CallWriter;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = await writerOf(store);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      for (const table of ['calls', 'attempts', 'spend'] as const) await store.db.deleteFrom(table).execute();
    });

    const selector = (name: string, match: Readonly<Record<string, string>>) => {
      return { name, match, budgets: [], limits: [] };
    };
    const selectors = [
      selector('apollo', { 'tag.project': 'apollo', user: 'ann' }),
      selector('free', { 'metadata.plan "b"': 'free', 'metadata.seats': '5', 'metadata.paid': 'false' }),
      selector('ofFile', { 'metadata.seats': '7' }),
    ];
    const loaderOf = (book: BudgetBook) =>
      new SpendLoader(store, book, {
        selectorOf: (id) => selectors.find((each) => each.name === id) ?? null,
        declaredKeys: [{ id: 'declared', metadata: { seats: 7 } }],
      });
    const loaded = async (scope: Scope, per: BudgetPeriod = 'day') => {
      const book = new BudgetBook();
      await loaderOf(book).load([{ scope, per }], NOW_MS);
      return book.windowOf({ scope, per }, NOW_MS).spent;
    };

    it('tells a budget that is new what was spent in its period', async () => {
      const yesterday = openRow({ id: newCallId(DAY_START_MS - 1), started_at: DAY_START_MS - 1 });
      const mine = [yesterday, openRow(), openRow({ tags: null }), openRow({ user_name: 'bob' })];
      for (const row of mine) {
        await writer.open(row);
        await writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] });
      }
      await writer.open(openRow());
      expect(await loaded(RED)).toBe(6_000_000_000_003n);
      expect(await loaded({ kind: 'everything', id: '' })).toBe(6_000_000_000_003n);
      expect(await loaded({ kind: 'key', id: 'abcdefgh' })).toBe(6_000_000_000_003n);
      expect(await loaded({ kind: 'user', id: 'bob' })).toBe(2_000_000_000_001n);
      expect(await loaded(APOLLO)).toBe(2_000_000_000_001n);
      expect(await loaded({ kind: 'team', id: 'blue' })).toBe(0n);
    });

    it('takes days that are over from their sums for a budget that is new', async () => {
      const yesterdayMs = DAY_START_MS - 1;
      const yesterday = openRow({ id: newCallId(yesterdayMs), started_at: yesterdayMs });
      for (const row of [yesterday, openRow()]) {
        await writer.open(row);
        await writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] });
      }
      await store.settled();
      const day = BigInt(Math.floor(yesterdayMs / 86_400_000));
      await store.db.deleteFrom('rolled_days').execute();
      await store.db.insertInto('rolled_days').values({ day, marked_at: NOW_MS, is_done: 0 }).execute();
      await sumDay(store, { day, marked_at: NOW_MS });
      const all = async () => {
        await store.db.deleteFrom('spend').execute();
        return [await loaded(RED, 'month'), await loaded(APOLLO, 'total')];
      };
      expect(await all()).toEqual([4_000_000_000_002n, 4_000_000_000_002n]);
      const sums = store.db.updateTable('usage_days').where('day', '=', day);
      await sums.set({ cost_low: 100n }).execute();
      expect(await all()).toEqual([4_000_000_000_101n, 4_000_000_000_101n]);
      await store.db.deleteFrom('rolled_days').execute();
      expect(await all()).toEqual([4_000_000_000_002n, 4_000_000_000_002n]);
    });

    it('tells a selector by metadata what was spent by keys that have it', async () => {
      const plan = 'plan "b"';
      const keys = [
        keyRow('meantkey', { metadata: { [plan]: 'free', seats: 5, paid: false } }),
        keyRow('otherkey', { metadata: { [plan]: 'free', seats: 6 } }),
        // from before such texts were refused
        keyRow('zerokey0', { metadata: { [plan]: '\0' } }),
        keyRow('halfkey0', { metadata: { [plan]: '\ud800' } }),
      ];
      await store.db.insertInto('keys').values(keys).execute();
      for (const key_id of ['meantkey', 'otherkey', 'declared', 'declared', null]) {
        const row = openRow({ key_id });
        await writer.open(row);
        await writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] });
      }
      expect(await loaded({ kind: 'selector', id: 'free' })).toBe(2_000_000_000_001n);
      expect(await loaded({ kind: 'selector', id: 'ofFile' })).toBe(4_000_000_000_002n);
    });

    it('knows at the start what every window has spent that runs, its budget being there or not', async () => {
      const window = (scope: string, per: string, start_at: number) => {
        return { scope, per, start_at, spent: 7n, reserved: 0n };
      };
      const yesterday = DAY_START_MS - 86_400_000;
      await store.db
        .insertInto('spend')
        .values([
          window('team:red:blue', 'day', DAY_START_MS),
          window('everything', 'total', 0),
          window('team:old', 'day', yesterday),
        ])
        .execute();
      const book = new BudgetBook();
      await loaderOf(book).loadRunning(NOW_MS);
      const places = [
        { scope: { kind: 'team', id: 'red:blue' }, per: 'day' },
        { scope: { kind: 'everything', id: '' }, per: 'total' },
        { scope: { kind: 'team', id: 'old' }, per: 'day' },
      ] as const;
      expect(book.unknownOf(places, NOW_MS)).toEqual([places[2]]);
      expect(book.windowsOf({ ...NOBODY, team: 'red:blue' }, NOW_MS).map((each) => each.spent)).toEqual([
        7n,
        7n,
      ]);
    });
  });
}
