import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { idAt, newCallId } from '../call-id.js';
import { rangesOf } from '../call-ranges.js';
import type { CallWriter, ClosedRow, OpenRow } from '../call-writer.js';
import { LedgerReader, type CallPage } from '../ledger-reader.js';
import { readFrom } from '../rolled-days.js';
import { sumDay } from '../sum-day.js';
import { usageBy } from '../usage-report.js';
import { DAY_START_MS, NOW_MS, closedRow, openRow, writerOf } from './call-rows.js';
import { sumDays } from './sum-days.js';

/** What sums of days tell on any store. @param open an empty one, that nobody else uses. */
export function describeUsageDays(name: string, open: () => Promise<Store>): void {
  describe(`sums of days in ${name}`, () => {
    let store: Store;
    let writer: CallWriter;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = await writerOf(store);
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      for (const table of ['calls', 'rolled_days'] as const) await store.db.deleteFrom(table).execute();
    });

    const write = async (atMs: number, more: Partial<OpenRow> = {}, end: Partial<ClosedRow> = {}) => {
      const row = openRow({ id: newCallId(atMs), started_at: atMs, ...more });
      await writer.open(row);
      await writer.close({ row: closedRow(row, end), attempts: [], windows: [], changes: [] });
      return row.id;
    };

    it('sums days that are over, and sums one anew that was written to', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000);
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
        await sumDays(store, clock);
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
      await sumDays(store, clock);
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
      const on = (days: number, outcome: string) => write(NOW_MS + days * 86_400_000, {}, { outcome });
      const ids: unknown[] = [];
      for (const days of [0, 3, 3, 5]) ids.push(await on(days, 'partial'));
      for (const days of [0, 1, 2, 3, 5]) await on(days, 'ok');
      await store.settled();
      await sumDays(store, clock);
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
      await write(NOW_MS);
      await store.settled();
      const day = BigInt(DAY_START_MS / 86_400_000);
      const markedAt = clock.nowMs();
      const mark = (is_done: number) =>
        store.db.insertInto('rolled_days').values({ day, marked_at: markedAt, is_done }).execute();
      const isDone = () =>
        store.db.selectFrom('rolled_days').select('is_done').where('day', '=', day).execute();
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
