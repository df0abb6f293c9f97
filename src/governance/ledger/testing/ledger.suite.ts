import { sql } from 'kysely';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { BudgetBook } from '../../budgets/budget-book.js';
import type { Scope } from '../../budgets/budget.js';
import type { Spender } from '../../budgets/spender.js';
import { SpendLoader } from '../../budgets/spend-loader.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { idAt, newCallId } from '../call-id.js';
import { rangesOf } from '../call-ranges.js';
import { LedgerReader, type CallPage } from '../ledger-reader.js';
import { readFrom } from '../rolled-days.js';
import { UsageDays } from '../usage-days.js';
import { sumDay } from '../sum-day.js';
import { usageBy } from '../usage-report.js';
import { LedgerRetention } from '../ledger-retention.js';
import type { CallWriter, ClosedRow, OpenRow } from '../call-writer.js';
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

const fail = (error: unknown) => {
  throw error;
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
        [...opened, young].map((row) => {
          const attempts = [{ ...closedRow(row), call_id: row.id, position: 0, error_code: null }];
          return writer.close({ row: closedRow(row), attempts, windows: [], changes: [] });
        }),
      );
      await store.settled();
      const retention = new LedgerRetention(store, clock, 1, () => undefined);
      expect(await retention.deleteBatch()).toBe(false);
      clock.advance(86_400_000 + 501);
      expect(await retention.deleteBatch()).toBe(true);
      expect(await retention.deleteBatch()).toBe(false);
      expect((await rows()).map(({ id }) => id)).toEqual([underWay.id, young.id]);
      const attempts = await store.db.selectFrom('attempts').select('call_id').execute();
      expect(attempts).toEqual([{ call_id: young.id }]);
    });

    it('sums days that are over, and sums one anew that was written to', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000);
      const write = async (atMs: number, more: Partial<OpenRow> = {}, end: Partial<ClosedRow> = {}) => {
        const row = openRow({ id: newCallId(atMs), started_at: atMs, ...more });
        await writer.open(row);
        await writer.close({ row: closedRow(row, end), attempts: [], windows: [], changes: [] });
      };
      const reports = () =>
        Promise.all([
          usageBy(store, ['day', 'model', 'key'], {}),
          usageBy(store, ['outcome'], { user: 'ann' }),
          usageBy(store, [], { fromMs: NOW_MS - 1, toMs: NOW_MS + 86_400_000 }),
          usageBy(store, ['hour', 'key'], {}),
          usageBy(store, ['hour', 'outcome'], { model: 'acme/small' }),
          usageBy(store, ['hour', 'key'], { user: 'ann' }),
          usageBy(store, ['day'], { model: 'acme-1' }),
          usageBy(store, ['outcome'], { model: 'acme/small', fromMs: NOW_MS - 1 }),
          usageBy(store, ['session', 'user'], {}),
          usageBy(store, ['tag.project', 'day', 'tag.env'], { team: 'red' }),
          usageBy(store, ['hour', 'tag.project', 'outcome'], { outcome: 'ok' }),
          usageBy(store, ['hour', 'tag.project'], {}),
          usageBy(store, ['model'], { session: 's-1' }),
          usageBy(store, ['day', 'model'], { user: 'nobody' }),
        ]);
      const look = async () => {
        const days = new UsageDays(store, clock, fail);
        await days.look();
        clock.advance(60_000);
        await days.look();
        const kinds = [['day'], ['hour', 'provider'], ['session'], ['tag.project', 'day', 'tag.env']];
        const read = await Promise.all(kinds.map((groups) => readFrom(store, groups, { model: 'small' })));
        expect(await readFrom(store, ['hour', 'tag.env'], {})).toMatchObject({
          kind: 'hour:tags',
          // the last of them had no calls
          days: read[0]!.days.slice(0, 2),
        });
        expect(read.map(({ kind }) => kind)).toEqual(['day', 'hour:model', 'session', 'tags']);
        const [first] = read;
        expect(read.map((each) => each.days)).toEqual(read.map(() => first!.days));
        return first!.days.map(Number);
      };
      expect((await reports())[2]).toMatchObject([{ requests: 0, cost_usd: '0' }]);
      await write(NOW_MS - 60_000);
      await write(NOW_MS, { key_id: null, session: 's-1', model_asked: 'acme-1' });
      await write(NOW_MS + 3_600_000, { session: 's-1', tags: JSON.stringify({ env: 'ci' }) });
      await write(NOW_MS, { user_name: 'bob' }, { outcome: 'failed', cost: null, input_tokens: null });
      await write(NOW_MS + 86_400_000);
      await write(clock.nowMs());
      const fromRows = await reports();
      expect(fromRows.map(({ length }) => length)).toEqual([4, 1, 1, 5, 5, 5, 3, 2, 3, 4, 4, 4, 1, 0]);
      const day = DAY_START_MS / 86_400_000;
      expect(await look()).toEqual([day, day + 1, day + 2]);
      expect(await reports()).toEqual(fromRows);
      expect(await usageBy(store, ['day'], { toMs: DAY_START_MS + 3 * 86_400_000 })).toHaveLength(2);

      await write(NOW_MS, { key_id: 'latecome' }, { cost: '9223372036854775807' });
      const withLate = await reports();
      expect(withLate[0]).toHaveLength(5);
      expect(await look()).toEqual([day, day + 1, day + 2]);
      expect(await reports()).toEqual(withLate);
      await store.db
        .deleteFrom('calls')
        .where('id', '<', idAt(NOW_MS + 1))
        .execute();
      expect((await reports())[0]).toHaveLength(3);
      expect(await usageBy(store, ['day'], {}, 3)).toHaveLength(3);
      await expect(usageBy(store, ['day'], {}, 2)).rejects.toMatchObject({
        code: 'request.invalid',
        param: 'group_by',
      });
    });

    it('keeps sums of hours with all names of days that have many calls to each, and reads rows of others', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000);
      await store.db.deleteFrom('rolled_days').execute();
      const write = async (atMs: number, more: Partial<OpenRow> = {}) => {
        const row = openRow({ id: newCallId(atMs), started_at: atMs, ...more });
        await writer.open(row);
        await writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] });
      };
      const later = NOW_MS + 86_400_000;
      for (const hour of [0, 1])
        for (const key_id of ['one', 'two'])
          for (let calls = 0; calls < 4; calls += 1) await write(NOW_MS + hour * 3_600_000, { key_id });
      for (const key_id of ['one', 'two', 'three', 'one']) await write(later, { key_id });
      const reports = () =>
        Promise.all([
          usageBy(store, ['hour', 'model', 'key'], {}),
          usageBy(store, ['hour', 'key'], { user: 'ann', fromMs: NOW_MS + 1 }),
          usageBy(store, ['hour', 'team', 'outcome'], { key: 'two' }),
        ]);
      const fromRows = await reports();
      expect(fromRows.map(({ length }) => length)).toEqual([7, 5, 3]);
      const days = new UsageDays(store, clock, fail);
      await days.look();
      clock.advance(60_000);
      await days.look();
      const [many, few] = [NOW_MS, later].map((ms) => BigInt(Math.floor(ms / 86_400_000)));
      expect((await readFrom(store, ['day'], {})).days).toEqual(expect.arrayContaining([many, few]));
      expect(await readFrom(store, ['hour', 'key'], { model: 'small' })).toMatchObject({
        kind: 'hours',
        days: [many],
      });
      expect(await reports()).toEqual(fromRows);
      await write(NOW_MS, { key_id: 'late' });
      expect((await reports())[0]).toHaveLength(8);
    });

    it('looks for calls only in days that have some, and in those that are not summed', async () => {
      const clock = new ManualClock(NOW_MS + 5 * 86_400_000);
      const write = async (days: number, outcome: string) => {
        const atMs = NOW_MS + days * 86_400_000;
        const row = openRow({ id: newCallId(atMs), started_at: atMs });
        await writer.open(row);
        await writer.close({ row: closedRow(row, { outcome }), attempts: [], windows: [], changes: [] });
        return row.id;
      };
      const ids = [await write(0, 'partial'), await write(3, 'partial'), await write(3, 'partial')];
      ids.push(await write(5, 'partial'));
      for (const days of [0, 1, 2, 3, 5]) await write(days, 'ok');
      await store.settled();
      const look = new UsageDays(store, clock, fail);
      await look.look();
      clock.advance(60_000);
      await look.look();
      const day = (days: number) => DAY_START_MS + days * 86_400_000;
      const filter = { outcome: 'partial', fromMs: DAY_START_MS };
      expect(await rangesOf(store, filter)).toEqual([
        { fromMs: day(5), toMs: null },
        { fromMs: day(3), toMs: day(4) },
        { fromMs: day(0), toMs: day(1) },
      ]);
      expect(await rangesOf(store, { ...filter, outcome: 'unknown' })).toEqual([
        { fromMs: day(5), toMs: null },
      ]);
      expect(await rangesOf(store, { ...filter, key: 'abcdefgh' })).toEqual([
        { fromMs: DAY_START_MS, toMs: null },
      ]);
      const reader = new LedgerReader(store);
      const found = [];
      for (let after: string | null = null; ;) {
        const { calls, next }: CallPage = await reader.page(filter, 1, after);
        found.push(...calls.map(({ call }) => call.id));
        if (next === null) break;
        after = next;
      }
      expect(found).toEqual(ids.map(String).toSorted((one, other) => (one < other ? 1 : -1)));
    });

    it('sums anew what a node of the version before has summed, and keeps no sums of a day that was written to', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000);
      const row = openRow();
      await writer.open(row);
      await writer.close({ row: closedRow(row), attempts: [], windows: [], changes: [] });
      await store.settled();
      const day = BigInt(DAY_START_MS / 86_400_000);
      const markedAt = clock.nowMs();
      const mark = (is_done: number) =>
        store.db.insertInto('rolled_days').values({ day, marked_at: markedAt, is_done }).execute();
      const isDone = () =>
        store.db.selectFrom('rolled_days').select('is_done').where('day', '=', day).execute();
      await store.db.deleteFrom('rolled_days').execute();
      await mark(2);
      expect((await readFrom(store, ['day'], {})).days).toEqual([]);
      await sumDay(store, { day, marked_at: markedAt });
      expect(await isDone()).toEqual([{ is_done: 3 }]);
      await sumDay(store, { day, marked_at: markedAt });
      expect(await usageBy(store, ['session'], {})).toMatchObject([{ requests: 1 }]);
      // the mark of somebody who looked before the day was written to
      await sumDay(store, { day, marked_at: markedAt - 1 });
      await store.db.deleteFrom('rolled_days').execute();
      await sumDay(store, { day, marked_at: markedAt });
      expect(await isDone()).toEqual([]);
    });
  });
}
