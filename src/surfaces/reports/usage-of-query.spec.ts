import { join } from 'node:path';
import { closedRow, openRow, writerOf } from '../../governance/ledger/testing/call-rows.js';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { usageReport } from './usage-of-query.js';

const folder = temporaryFolder();

describe('a report of usage', () => {
  let store: SqliteStore;
  beforeAll(async () => {
    store = await SqliteStore.open(join(folder, 'usage'));
    await migrate(store);
    const writer = await writerOf(store);
    for (const [session, cost] of Object.entries({ a: '1000000', b: '3000000', c: '2000000' })) {
      const row = openRow({ session });
      await writer.open(row);
      await writer.close({ row: closedRow(row, { cost }), attempts: [], windows: [], changes: [] });
    }
  });
  afterAll(() => store.close());

  it.each([
    ['all in their order where there are few', {}, 3, ['a', 'b', 'c'], {}],
    [
      'the dearest and the rest where there are too many',
      {},
      2,
      ['b', 'c'],
      { hasMore: true, rest: { requests: 1, cost_usd: '0.000001' } },
    ],
    [
      'as many of the dearest as are asked for',
      { limit: '1' },
      3,
      ['b'],
      { hasMore: true, rest: { requests: 2, cost_usd: '0.000003' } },
    ],
  ])('tells %s', async (_, more, all, names, told) => {
    const bounds = { all, dearest: 2 };
    const report = await usageReport(store, { group_by: 'session', ...more }, {}, bounds);
    expect(report.data.map((row) => (row as { readonly session: string }).session)).toEqual(names);
    expect(report).toMatchObject(told);
  });
});
