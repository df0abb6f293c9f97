import { Logger } from '@nestjs/common';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { NO_SPENDING, NO_SPENDING_CONFIG } from '../../../config/spending-config.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import type { BudgetPeriod } from '../../budgets/budget.js';
import { BudgetBook } from '../../budgets/budget-book.js';
import { windowAt } from '../../budgets/budget-window.js';
import { FileSelectors } from '../../budgets/file-selectors.js';
import { SpendLoader } from '../../budgets/spend-loader.js';
import { SpendingRules } from '../../budgets/spending-rules.js';
import { NOW_MS, openRow, writeCall, writerOf } from '../../ledger/testing/call-rows.js';
import { DeclaredSelectors } from '../declared-selectors.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const COST = 2_000_000_000_001n;

type Match = Readonly<Record<string, string>>;

/** How long names of selectors are remembered, on any store. @param open an empty one, that nobody else uses. */
export function describeLeftSelectors(where: string, open: () => Promise<Store>): void {
  describe(`selectors that are in no file any more, in ${where}`, () => {
    let store: Store;
    let clock: ManualClock;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      clock = new ManualClock(NOW_MS);
      for (const table of ['calls', 'spend', 'nodes', 'store_settings'] as const)
        await store.db.deleteFrom(table).execute();
    });

    /** As a node has them whose file says so. */
    const selectorsOf = (file: Readonly<Record<string, Match>>, retentionDays = 0) => {
      const selectors = Object.entries(file).map(([name, match]) => ({ name, match, ...NO_SPENDING }));
      const rules = new SpendingRules({ ...NO_SPENDING_CONFIG, selectors });
      const book = new BudgetBook();
      const loader = new SpendLoader(store, book, {
        selectorOf: (name) => rules.selectorOf(name),
        declaredKeys: [],
      });
      return new DeclaredSelectors(store, loader, {
        book,
        clock,
        logger: new Logger(),
        retentionDays,
        rules,
      });
    };
    const takeUp = (file: Readonly<Record<string, Match>>, retentionDays?: number) =>
      selectorsOf(file, retentionDays).takeUp();
    /** @returns what is remembered behind it. */
    const forget = async (file: Readonly<Record<string, Match>> = {}, retentionDays?: number) => {
      await selectorsOf(file, retentionDays).forgetLeft();
      return [...(await new FileSelectors(store.dialect).read(store.db)).keys()].toSorted();
    };
    const leave = (name: string) =>
      store.db
        .transaction()
        .execute((transaction) => new FileSelectors(store.dialect).leave(transaction, name, clock.nowMs()));
    const spend = (name: string, per: BudgetPeriod, { spent = 7n, reserved = 0n } = {}) =>
      store.db
        .insertInto('spend')
        .values({
          scope: `selector:${name}`,
          per,
          start_at: windowAt(per, clock.nowMs()).startMs,
          spent,
          reserved,
        })
        .execute();
    const spent = async () =>
      (await store.db.selectFrom('spend').select('spent').orderBy('spent').execute()).map((row) => row.spent);

    it('are remembered until a day behind the end of their last window', async () => {
      await takeUp({ hourly: { user: 'ann' }, weekly: { user: 'ann' }, unused: { user: 'ann' } });
      await spend('hourly', 'hour');
      await spend('weekly', 'week');
      expect(await forget({ unused: { user: 'ann' } })).toEqual(['hourly', 'unused', 'weekly']);
      expect(await forget()).toEqual(['hourly', 'weekly']);
      clock.advance(DAY_MS);
      expect(await forget()).toEqual(['hourly', 'weekly']);
      clock.advance(HOUR_MS);
      expect(await forget()).toEqual(['weekly']);
      // the last hour of Monday
      clock.advance(10 * HOUR_MS);
      expect(await forget()).toEqual(['weekly']);
      clock.advance(HOUR_MS);
      expect(await forget()).toEqual([]);
      expect(await spent()).toEqual([7n, 7n]);
    });

    it('are remembered for a budget without an end where rows do not tell all that it has spent', async () => {
      const file = { byUser: { user: 'ann' }, byPlan: { 'metadata.plan': 'free', user: 'ann' } };
      await takeUp(file);
      for (const name of Object.keys(file)) await spend(name, 'total');
      clock.advance(90 * DAY_MS);
      expect(await forget({}, 30)).toEqual(['byPlan', 'byUser']);
      expect(await forget()).toEqual(['byPlan']);
    });

    it('have spent what rows say when one is put back that was forgotten, whatever it asks for', async () => {
      const writer = await writerOf(store);
      for (const user_name of ['ann', 'bob', 'bob']) await writeCall(writer, openRow({ user_name }));
      await store.settled();
      for (const [user, calls] of [
        ['bob', 2n],
        ['ann', 1n],
      ] as const) {
        await store.db.deleteFrom('spend').execute();
        await takeUp({ apollo: { user: 'bob' } });
        await spend('apollo', 'total', { spent: 2n * COST });
        expect(await forget()).toEqual([]);
        await takeUp({ apollo: { user } });
        expect(await spent()).toEqual([calls * COST]);
        await forget();
      }
    });

    it('that administrators have deleted are remembered for a day, and as long as calls are under way', async () => {
      for (const name of ['apollo', 'busy', 'never']) await leave(name);
      await spend('apollo', 'total', { spent: 5n });
      await spend('apollo', 'month', { spent: 6n });
      await spend('busy', 'total', { spent: 8n, reserved: 1n });
      clock.advance(DAY_MS - 1);
      expect(await forget({}, 30)).toEqual(['apollo', 'busy', 'never']);
      clock.advance(2);
      expect(await forget({}, 30)).toEqual(['busy']);
      // nothing of it is there for a file that has the name next
      expect(await spent()).toEqual([0n, 0n, 8n]);
      await store.db.updateTable('spend').set({ reserved: 0n }).execute();
      expect(await forget({}, 30)).toEqual([]);
      expect(await spent()).toEqual([0n, 0n, 0n]);
    });

    it('are remembered as long as a node may have them in its file, where several share the store', async () => {
      const ofNode = (id: string, names: readonly string[] | null) =>
        store.db
          .insertInto('nodes')
          .values({
            id,
            seen_at: 0,
            charges_selectors: 1,
            file_selectors: names && JSON.stringify(names),
          })
          .execute();
      await takeUp({ one: { user: 'ann' }, two: { user: 'ann' } });
      await ofNode('before', null);
      await ofNode('now', ['one']);
      const isShared = store.dialect === 'postgres';
      expect(await forget()).toEqual(isShared ? ['one', 'two'] : []);
      await store.db.deleteFrom('nodes').where('id', '=', 'before').execute();
      expect(await forget()).toEqual(isShared ? ['one'] : []);
      await store.db.deleteFrom('nodes').execute();
      expect(await forget()).toEqual([]);
    });
  });
}
