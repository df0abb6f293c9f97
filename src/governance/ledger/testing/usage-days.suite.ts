import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import { idAt } from '../call-id.js';
import { rangesOf } from '../call-ranges.js';
import type { CallWriter, ClosedRow, OpenRow } from '../call-writer.js';
import { LedgerReader, type CallPage } from '../ledger-reader.js';
import type { CallFilter } from '../call-filters.js';
import { readFrom } from '../rolled-days.js';
import { sessionsPage } from '../sessions-report.js';
import { sumDay } from '../sum-day.js';
import { usageBy } from '../usage-report.js';
import { DAY_START_MS, NOW_MS, openedAt, writeCall, writerOf } from './call-rows.js';
import { overwriting, sumDays } from './sum-days.js';

/** Days since 1970, in UTC. */
const dayOf = (ms: number) => BigInt(Math.floor(ms / 86_400_000));

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

    const write = (atMs: number, more: Partial<OpenRow> = {}, end: Partial<ClosedRow> = {}) =>
      writeCall(writer, { ...openedAt(atMs), ...more }, end);

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
          usageBy(store, ['hour', 'session'], {}),
          usageBy(store, ['session', 'tag.env'], { user: 'ann' }),
          usageBy(store, ['hour', 'tag.env', 'key'], {}),
          usageBy(store, ['model'], { session: 's-1' }),
          usageBy(store, ['day', 'model'], { user: 'nobody' }),
        ]);
      const look = async () => {
        await sumDays(store, clock);
        const kinds = [['day'], ['hour', 'provider'], ['session'], ['tag.project', 'day', 'tag.env']];
        const read = await Promise.all(kinds.map((groups) => readFrom(store, groups, { model: 'small' })));
        read.push(await readFrom(store, ['hour', 'tag.env'], {}));
        expect(read.map(({ kind }) => kind)).toEqual(['day', 'hour:model', 'session', 'tags', 'hour:tags']);
        const [first] = read;
        expect(read.map((each) => each.days)).toEqual(read.map(() => first!.days));
        return first!.days.map(Number);
      };
      expect((await reports())[2]).toMatchObject([{ requests: 0, cost_usd: '0' }]);
      await write(NOW_MS - 60_000);
      await write(NOW_MS, { key_id: null, session: 's-1', model_asked: 'acme-1' });
      const sound = { audio_tokens: 7 };
      await write(NOW_MS + 3_600_000, { session: 's-1', tags: JSON.stringify({ env: 'ci' }) }, sound);
      await write(NOW_MS, { user_name: 'bob' }, { outcome: 'failed', cost: null, input_tokens: null });
      await write(NOW_MS + 86_400_000);
      await write(clock.nowMs());
      const fromRows = await reports();
      expect(fromRows.map(({ length }) => length)).toEqual([
        4, 1, 1, 5, 5, 5, 3, 2, 3, 4, 4, 4, 5, 3, 5, 1, 0,
      ]);
      expect(fromRows[6].map(({ tokens }) => tokens.audio)).toEqual([7, 0, 0]);
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
      const [many, few, none] = [0, 1, 2].map((days) => dayOf(NOW_MS + days * 86_400_000));
      expect((await readFrom(store, ['day'], {})).days).toEqual([many, few, none]);
      expect(await readFrom(store, ['hour', 'key'], { model: 'small' })).toMatchObject({
        kind: 'hours',
        days: [many, none],
      });
      expect(await reports()).toEqual(fromRows);
      await write(NOW_MS, { key_id: 'late' });
      expect((await reports())[0]).toHaveLength(8);
    });

    it('keeps sums by hour, session and tags at once, or by hour and tags, of days that have many calls to each', async () => {
      const clock = new ManualClock(NOW_MS + 4 * 86_400_000);
      const on = async (days: number, hour: number, more: Partial<OpenRow>, calls = 4) => {
        for (let call = 0; call < calls; call += 1)
          await write(NOW_MS + days * 86_400_000 + hour * 3_600_000, more);
      };
      const tagged = (project: string) => ({ tags: JSON.stringify({ project }) });
      for (const hour of [0, 1])
        for (const session of ['s-1', 's-2', null])
          for (const project of ['one', 'two']) await on(0, hour, { session, ...tagged(project) });
      for (const session of ['s-3', 's-4', 's-5', 's-1']) await on(1, 0, { session, ...tagged('one') }, 1);
      for (const project of ['one', 'two', 'three'])
        await on(2, 0, { session: 's-1', ...tagged(project) }, 2);
      const asked: readonly (readonly [readonly string[], CallFilter])[] = [
        [['hour', 'session'], {}],
        [['hour', 'session', 'tag.project'], { user: 'ann', fromMs: NOW_MS + 1 }],
        [['session', 'tag.project'], {}],
        [['hour', 'tag.project', 'key'], {}],
        [['hour', 'tag.project'], { model: 'acme-1' }],
        [['hour', 'key', 'team'], {}],
        [['session'], {}],
        [['day', 'tag.project'], {}],
        [['hour', 'tag.project'], {}],
        [['hour'], {}],
        [['day', 'model'], {}],
      ];
      const reports = async () => [
        ...(await Promise.all(asked.map(([groups, filter]) => usageBy(store, groups, filter)))),
        await sessionsPage(store, {}, 10, null),
        await sessionsPage(store, { fromMs: NOW_MS + 86_400_000 }, 2, null),
      ];
      await store.settled();
      const fromRows = await reports();
      expect(fromRows.slice(0, asked.length).map((rows) => (rows as readonly unknown[]).length)).toEqual([
        11, 13, 10, 8, 8, 4, 6, 6, 8, 4, 3,
      ]);
      await sumDays(store, clock);
      const read = await Promise.all(asked.map(([groups, filter]) => readFrom(store, groups, filter)));
      const [all, byTag, few, none] = [0, 1, 2, 3].map((days) => dayOf(NOW_MS + days * 86_400_000));
      const [every, some] = [
        [all, byTag, few, none],
        [all, byTag, none],
      ];
      expect(read.map(({ kind, days }) => [kind, days])).toEqual([
        ['all', [all, none]],
        ['all', [none]],
        ['all', [all, none]],
        ['hours:tags', some],
        ['hours:tags', some],
        ['hours', [all, byTag, few, none]],
        ['session', every],
        ['tags', every],
        ['hour:tags', every],
        ['hour:surface', every],
        ['day', every],
      ]);
      expect(await reports()).toEqual(fromRows);
      // that there are fewer calls to each sum of the first day makes its sums others
      for (const project of ['3', '4', '5', '6', '7', '8', '9']) await on(0, 0, { ...tagged(project) }, 1);
      await store.settled();
      await sumDays(store, clock);
      expect((await readFrom(store, ['hour', 'session'], {})).days).toEqual([none]);
      const [sessions] = (await reports()).slice(6);
      await store.db.deleteFrom('rolled_days').execute();
      expect([sessions]).toEqual((await reports()).slice(6, 7));
    });

    it('asks anew where a day is written to meanwhile, and reads all rows where that goes on', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000);
      for (const days of [0, 1]) await write(NOW_MS + days * 86_400_000);
      await store.settled();
      const days = [0, 1].map((at) => dayOf(NOW_MS + at * 86_400_000));
      const asked = async (interruptions: number) => {
        await sumDays(store, clock);
        // tells sums and rows apart
        await store.db.updateTable('usage_days').where('day', 'in', days).set({ requests: 10n }).execute();
        let reads = 0;
        const reports = store.reports.withPlugin({
          transformQuery: ({ node }) => node,
          transformResult: async ({ result }) => {
            const isOfDays = result.rows.some((row) => Object.keys(row).join() === 'day');
            const day = isOfDays && reads < interruptions ? days[reads++] : undefined;
            if (day !== undefined) await store.db.deleteFrom('rolled_days').where('day', '=', day).execute();
            return result;
          },
        });
        const interrupted = { dialect: store.dialect, reports, settled: () => store.settled() } as Store;
        const [row] = await usageBy(interrupted, [], { toMs: DAY_START_MS + 2 * 86_400_000 });
        return row?.requests;
      };
      expect([await asked(0), await asked(1), await asked(2)]).toEqual([20, 11, 2]);
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

    it('sums a day anew that a process was killed over, and that is told by its rows until then', async () => {
      const clock = new ManualClock(NOW_MS + 86_400_000);
      await write(NOW_MS);
      await store.settled();
      const day = dayOf(NOW_MS);
      // not below 4: a node of the version before leaves it alone
      await store.db.insertInto('rolled_days').values({ day, marked_at: NOW_MS, is_done: 5 }).execute();
      expect((await readFrom(store, ['day'], {})).days).toEqual([]);
      expect(await usageBy(store, [], {})).toMatchObject([{ requests: 1 }]);
      await sumDays(store, clock);
      expect((await readFrom(store, ['day'], {})).days).toEqual([day]);
      expect(await usageBy(store, [], {})).toMatchObject([{ requests: 1 }]);
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
        store.db.selectFrom('rolled_days').select(['is_done', 'has_audio']).where('day', '=', day).execute();
      await mark(4);
      expect((await readFrom(store, ['day'], {})).days).toEqual([]);
      await sumDay(store, { day, marked_at: markedAt });
      expect(await isDone()).toEqual([{ is_done: 4, has_audio: 1 }]);
      await sumDay(store, { day, marked_at: markedAt });
      expect(await usageBy(store, ['session'], {})).toMatchObject([{ requests: 1 }]);
      // such a node sums it at the same time, and leaves some of its sums between
      await store.db.updateTable('rolled_days').set({ is_done: 5, has_audio: null }).execute();
      await sumDay({ reports: store.reports, db: overwriting(store.db) }, { day, marked_at: markedAt });
      expect(await isDone()).toEqual([{ is_done: 5, has_audio: null }]);
      // the mark of somebody who looked before the day was written to
      await sumDay(store, { day, marked_at: markedAt - 1 });
      await store.db.deleteFrom('rolled_days').execute();
      await sumDay(store, { day, marked_at: markedAt });
      expect(await isDone()).toEqual([]);
    });
  });
}
