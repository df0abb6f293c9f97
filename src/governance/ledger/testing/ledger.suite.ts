import { sql } from 'kysely';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { BudgetBook } from '../../budgets/budget-book.js';
import type { Scope } from '../../budgets/budget.js';
import type { Spender } from '../../budgets/spender.js';
import { SpendLoader } from '../../budgets/spend-loader.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { newCallId } from '../call-id.js';
import { LedgerRetention } from '../ledger-retention.js';
import type { CallWriter } from '../call-writer.js';
import { closePending } from '../pending-calls.js';
import { DAY_START_MS, NOW_MS, closedRow, keyRow, openRow, writerOf } from './call-rows.js';

const RED: Scope = { kind: 'team', id: 'red' };
const DAILY = { scope: RED, per: 'day' } as const;

const GONE = {
  nowMs: NOW_MS + 5_000,
  nodes: null,
  selectorsOf: () => ({ matching: [], known: [] }),
  declaredKeys: [],
};

/** What the ledger does on any store. @param open an empty one, that nobody else uses. */
export function describeLedger(name: string, open: () => Promise<Store>): void {
  describe(`the ledger in ${name}`, () => {
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

    const rows = async () => {
      await store.settled();
      return store.db.selectFrom('calls').selectAll().orderBy('id').execute();
    };
    const spent = () => store.db.selectFrom('spend').select(['scope', 'per', 'spent']).execute();
    const loaded = async (scope: Scope) => {
      const book = new BudgetBook();
      const loader = new SpendLoader(store, book, { selectorOf: () => null, declaredKeys: [] });
      await loader.load([{ scope, per: 'day' }], NOW_MS);
      return book.windowOf({ scope, per: 'day' }, NOW_MS).spent;
    };

    it('writes a call when it begins and when it ends, to the last digit', async () => {
      const row = openRow();
      await writer.open(row);
      expect(await rows()).toMatchObject([
        { outcome: 'pending', reserved: 3_000_000_000_000n, ended_at: null },
      ]);
      const window = {
        ...DAILY,
        startMs: DAY_START_MS,
        endMs: null,
        spent: 9_000_000_000_000_000_001n,
        reserved: 0n,
      };
      const attempt = { ...closedRow(row), call_id: row.id, position: 0, error_code: 'provider.unavailable' };
      await writer.close({ row: closedRow(row), attempts: [attempt], windows: [window], changes: [] });
      expect(await rows()).toMatchObject([
        {
          id: row.id,
          client: row.client,
          tags: row.tags,
          started_at: NOW_MS,
          input_tokens: 10n,
          cache_write_tokens: null,
          cost: 2_000_000_000_001n,
          duration_ms: 1_000.5,
          overhead_ms: 0.25,
          outcome: 'ok',
          status: 200,
          reserved: 0n,
        },
      ]);
      // where several nodes share them, windows are changed, and not set
      const isAlone = store.dialect === 'sqlite';
      expect(await spent()).toEqual(
        isAlone ? [{ scope: 'team:red', per: 'day', spent: 9_000_000_000_000_000_001n }] : [],
      );
      expect(await store.db.selectFrom('attempts').select(['call_id', 'position']).execute()).toEqual([
        { call_id: row.id, position: 0 },
      ]);
    });

    it('writes many calls together, and forgets those that were not made', async () => {
      const opened = Array.from({ length: 300 }, () => openRow());
      await Promise.all(opened.map(async (row) => writer.open(row)));
      await Promise.all([
        ...opened
          .slice(1)
          .map((row) => writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] })),
        writer.drop(String(opened[0]!.id)),
      ]);
      const found = await rows();
      expect([found.length, found.every(({ outcome }) => outcome === 'ok')]).toEqual([299, true]);
    });

    it('lets calls of a process that has ended cost what was reserved for them', async () => {
      const [lost, done, other] = [openRow(), openRow(), openRow({ node: 'node-2' })];
      await Promise.all([lost, done, other].map(async (row) => writer.open(row)));
      await writer.close({ row: closedRow(done), attempts: [], windows: [], changes: [] });
      await store.settled();
      expect(await closePending(store, { ...GONE, nodes: ['node-1'] })).toBe(1);
      expect(await closePending(store, { ...GONE, nodes: ['node-1'] })).toBe(0);
      const found = await rows();
      expect(found.find(({ id }) => id === lost.id)).toMatchObject({
        outcome: 'unknown',
        cost: 3_000_000_000_000n,
        cost_source: 'estimate',
        ended_at: NOW_MS + 5_000,
        reserved: 0n,
      });
      expect(found.find(({ id }) => id === other.id)).toMatchObject({ outcome: 'pending' });
      // no budget was looked at: whoever does sums the rows
      expect(await spent()).toEqual([]);
      expect(await loaded(RED)).toBe(5_000_000_000_001n);
      expect(await closePending(store, GONE)).toBe(1);
      expect(await loaded(RED)).toBe(8_000_000_000_001n);
    });

    it('charges what is lost with a process to selectors of metadata, as keys have it now', async () => {
      await store.db.deleteFrom('keys').execute();
      await store.db
        .insertInto('keys')
        .values(keyRow('storedid', { metadata: { seats: 5 } }))
        .execute();
      for (const scope of ['selector:five', 'selector:other'])
        await sql`insert into spend (scope, per, start_at, spent, reserved)
          values (${scope}, 'day', ${DAY_START_MS}, 0, 0)`.execute(store.db);
      for (const key_id of ['storedid', 'declared', 'nobodys', null]) await writer.open(openRow({ key_id }));
      await store.settled();
      const selectorsOf = ({ metadata }: Spender) => {
        const known = ['five', 'other'].map((each) => ({ name: each, match: '{}' }));
        return { matching: metadata['seats'] === '5' ? ['five'] : [], known };
      };
      const declaredKeys = [{ id: 'declared', metadata: { seats: '5' } }];
      expect(await closePending(store, { ...GONE, selectorsOf, declaredKeys })).toBe(4);
      expect(await spent()).toEqual(
        expect.arrayContaining([
          { scope: 'selector:five', per: 'day', spent: 6_000_000_000_000n },
          { scope: 'selector:other', per: 'day', spent: 0n },
        ]),
      );
    });

    it('forgets calls that are older than they are kept, in batches, and no call under way', async () => {
      const clock = new ManualClock();
      const startMs = clock.nowMs();
      const opened = Array.from({ length: 501 }, (_, at) => openRow({ id: newCallId(startMs + at) }));
      const young = openRow({ id: newCallId(startMs + 2 * 86_400_000) });
      const underWay = openRow({ id: newCallId(startMs) });
      await Promise.all([...opened, young, underWay].map(async (row) => writer.open(row)));
      await Promise.all(
        [...opened, young].map(async (row) => {
          const attempts = [{ ...closedRow(row), call_id: row.id, position: 0, error_code: null }];
          return writer.close({ row: closedRow(row), attempts, windows: [], changes: [] });
        }),
      );
      await store.settled();
      const unpriced = { cost: null, cost_source: null, computed_cost: null, price_version: null };
      const repriced = [opened[0]!, young].map(({ id }) => ({
        ...unpriced,
        repricing_id: 'r',
        call_id: String(id),
      }));
      await store.db.insertInto('repriced_calls').values(repriced).execute();
      const retention = new LedgerRetention(store, clock, 1, () => undefined);
      expect(await retention.deleteBatch()).toBe(false);
      clock.advance(86_400_000 + 501);
      expect(await retention.deleteBatch()).toBe(true);
      expect(await retention.deleteBatch()).toBe(false);
      expect((await rows()).map(({ id }) => id)).toEqual([underWay.id, young.id]);
      for (const table of ['attempts', 'repriced_calls'] as const)
        expect(await store.db.selectFrom(table).select('call_id').execute()).toEqual([{ call_id: young.id }]);
    });
  });
}
