import { join } from 'node:path';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { newCallId } from '../ledger/call-id.js';
import { closedRow, openRow, writerOf } from '../ledger/testing/call-rows.js';
import { BudgetBook } from './budget-book.js';
import { SpendLoader } from './spend-loader.js';
import { describeSpendLoader } from './testing/spend-loader.suite.js';
import { NOBODY } from './testing/spenders.js';

const folder = temporaryFolder();
const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const DAILY = { scope: { kind: 'team', id: 'red' }, per: 'day' } as const;
const RED = { ...NOBODY, team: 'red' };
const COST = 5n;

describeSpendLoader('one process', () => SqliteStore.open(join(folder, 'suite')));

describe('what was spent before a budget came up', () => {
  it('has each call once that ends meanwhile, whenever its row is written', async () => {
    const store = await SqliteStore.open(join(folder, 'loader'));
    await migrate(store);
    const writer = await writerOf(store);
    const book = new BudgetBook();
    const loader = new SpendLoader(store, book, { selectorOf: () => null, declaredKeys: [] });
    const calls = Array.from({ length: 40 }, () => {
      const id = newCallId(NOW_MS);
      const reservation = book.reserve([], 10n, NOW_MS, RED);
      if ('needed' in reservation) throw new Error('no room');
      void writer.open(openRow({ id }));
      return async () => {
        reservation.settle(COST, id);
        const row = closedRow({ id }, { cost: String(COST) });
        return writer.close({ row, attempts: [], windows: reservation.windows, changes: [] });
      };
    });
    const end = (count: number) => calls.splice(0, count).map((call) => call());
    const ends = end(10);
    let isLoaded = false;
    const loading = loader.load([DAILY], NOW_MS).finally(() => (isLoaded = true));
    while (!isLoaded && calls.length > 10) {
      ends.push(...end(1));
      // some of their rows are in the tables before the sum is made
      void store.settled();
      await new Promise(setImmediate);
    }
    await loading;
    ends.push(...end(calls.length));
    await Promise.all(ends);
    expect(book.windowOf(DAILY, NOW_MS).spent).toBe(40n * COST);
    await store.settled();
    expect(await store.db.selectFrom('spend').select('spent').execute()).toEqual([{ spent: 40n * COST }]);
    await store.close();
  });
});
