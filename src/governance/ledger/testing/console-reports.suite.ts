import { ManualClock } from '../../../common/testing/manual-clock.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import type { CallFilter } from '../call-filters.js';
import type { CallWriter, OpenRow } from '../call-writer.js';
import { firstTokensOf } from '../first-tokens.js';
import { readFrom } from '../rolled-days.js';
import { sessionsPage, type SessionPage, type SessionRow } from '../sessions-report.js';
import { dearestUsage, usageBy } from '../usage-report.js';
import { DAY_START_MS, NOW_MS, openRow, openedAt, writeCall, writerOf } from './call-rows.js';
import { sumDays } from './sum-days.js';

/** Reports of the console on any store. @param open an empty one, that nobody else uses. */
export function describeConsoleReports(name: string, open: () => Promise<Store>): void {
  describe(`reports of the console, from the ledger in ${name}`, () => {
    let store: Store;
    let writer: CallWriter;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = await writerOf(store);
    });
    afterAll(() => store.close());
    beforeEach(() => store.db.deleteFrom('calls').execute());

    it('tells the dearest of many sums, and what all others come to, from sums and rows alike', async () => {
      const clock = new ManualClock(NOW_MS + 2 * 86_400_000);
      const costs = { a: '2999999', b: '1', c: '4000000', d: '3000000' };
      for (const [session, cost] of Object.entries(costs))
        await writeCall(writer, openRow({ session }), { cost });
      const dearest = async (limit: number) => {
        const { rows, rest } = await dearestUsage(store, ['session'], {}, limit);
        return [
          rows.map(({ session }) => session),
          rest && [rest.requests, rest.cost_usd, rest.tokens.input],
        ];
      };
      const both = async () => [await dearest(3), await dearest(4)];
      const expected = [
        [
          ['c', 'd', 'a'],
          [1, '0.000000000001', 10],
        ],
        [['c', 'd', 'a', 'b'], null],
      ];
      expect(await both()).toEqual(expected);
      await sumDays(store, clock);
      expect((await readFrom(store, ['session'], {})).days).not.toEqual([]);
      expect(await both()).toEqual(expected);
      await expect(usageBy(store, ['session'], {}, 3)).rejects.toThrow('more than 3 rows');
      expect(await dearestUsage(store, [], {}, 1)).toMatchObject({ rows: [{ requests: 4 }], rest: null });
    });

    it('tells that nothing was in a time without length, or one that ends before it begins', async () => {
      await writer.open(openRow());
      for (const toMs of [NOW_MS, NOW_MS - 86_400_000]) {
        const filter = { fromMs: NOW_MS, toMs };
        expect(await usageBy(store, ['day'], filter)).toEqual([]);
        expect(await dearestUsage(store, [], filter, 1)).toMatchObject({ rows: [{ requests: 0 }] });
        expect(await firstTokensOf(store, filter)).toMatchObject({ streams: 0, p50_ms: null });
        expect(await sessionsPage(store, filter, 1, null)).toMatchObject({ sessions: [], next: null });
      }
    });

    it('joins calls to sessions, those first that were used last, from sums and rows alike', async () => {
      const clock = new ManualClock(NOW_MS + 3 * 86_400_000 + 3_600_000);
      const write = (days: number, session: string | null, more: Partial<OpenRow> = {}) =>
        writeCall(writer, { ...openedAt(NOW_MS + days * 86_400_000), session, ...more });
      for (const [days, session] of [
        [0, 's-1'],
        [0, 's-2'],
        [1, null],
        [2, 's-2'],
        [2.1, 's-3'],
        [2.2, 's-2'],
        [3, 's-3'],
      ] as const)
        await write(days, session);
      await write(1, 's-1', { user_name: 'bob', client: 'bob/1' });
      await store.settled();
      const pages = async (filter: CallFilter) => {
        const found: SessionRow[][] = [];
        for (let after: string | null = null; ;) {
          const { sessions, next }: SessionPage = await sessionsPage(store, filter, 2, after);
          found.push([...sessions]);
          if (next === null) return found;
          after = next;
        }
      };
      const all = () =>
        Promise.all(
          [
            {},
            { user: 'ann' },
            { user: 'bob' },
            { model: 'acme-1', toMs: DAY_START_MS + 3 * 86_400_000 },
            { fromMs: NOW_MS + 2 * 86_400_000 + 1 },
            { session: 's-2' },
            { user: 'nobody' },
          ].map(pages),
        );
      const fromRows = await all();
      const names = fromRows.map((each) => each.map((page) => page.map(({ session }) => session)));
      expect(names).toEqual([
        [['s-3', 's-2'], ['s-1']],
        [['s-3', 's-2'], ['s-1']],
        [['s-1']],
        [['s-2', 's-3'], ['s-1']],
        [['s-3', 's-2']],
        [['s-2']],
        [[]],
      ]);
      const day = (days: number) => new Date(NOW_MS + days * 86_400_000).toISOString();
      expect(fromRows[0]![1]).toEqual([
        {
          session: 's-1',
          client: 'bob/1',
          started_at: day(0),
          last_at: day(1),
          requests: 2,
          failed: 0,
          tokens: {
            input: 20,
            cache_read: 0,
            cache_write: 0,
            output: 40,
            reasoning: 10,
            total: 60,
            audio: 0,
          },
          cost_usd: '4.000000000002',
          unpriced_requests: 0,
        },
      ]);
      expect(fromRows[4]![0]).toMatchObject([{ requests: 2, started_at: day(2.1) }, { requests: 1 }]);
      await sumDays(store, clock);
      expect((await readFrom(store, ['session'], {})).days).toHaveLength(3);
      expect(await all()).toEqual(fromRows);
    });

    describe('of first tokens', () => {
      const NONE = { streams: 0, p50_ms: null, p95_ms: null, p99_ms: null };
      const write = (first_token_ms: number | null, days = 0) =>
        writeCall(writer, openedAt(NOW_MS + days * 86_400_000), { first_token_ms });
      let clock: ManualClock;
      beforeEach(() => {
        clock = new ManualClock(NOW_MS + 3 * 86_400_000);
      });
      const sum = () => sumDays(store, clock);

      it('tells how long streams took', async () => {
        for (const took of [30, 0.34, 0.26, null, 0.34, 40]) await write(took);
        expect(await firstTokensOf(store, {})).toEqual({ streams: 5, p50_ms: 0.3, p95_ms: 40, p99_ms: 40 });
        expect(await firstTokensOf(store, { user: 'nobody' })).toEqual(NONE);
        for (let took = 61; took <= 155; took += 1) await write(took);
        // by the 50th, the 95th and the 99th of a hundred streams
        expect(await firstTokensOf(store, {})).toEqual({
          streams: 100,
          p50_ms: 105,
          p95_ms: 150,
          p99_ms: 154,
        });
      });

      it('tells the same of days that are over by what is kept of them, without their rows', async () => {
        for (const [at, took] of [30, 0.34, 0.26, null, 0.34, 40, 3, 700].entries())
          await write(took, at % 3);
        await store.settled();
        const filters = [{}, { fromMs: NOW_MS + 1 }, { toMs: NOW_MS + 86_400_000 }, { user: 'ann' }];
        const all = () => Promise.all(filters.map((filter) => firstTokensOf(store, filter)));
        const fromRows = await all();
        expect(fromRows[0]).toEqual({ streams: 7, p50_ms: 3, p95_ms: 700, p99_ms: 700 });
        await sum();
        expect((await readFrom(store, [], {})).days).toHaveLength(3);
        expect(await all()).toEqual(fromRows);
        await store.db.updateTable('first_token_days').set({ streams: 9n }).execute();
        expect(await firstTokensOf(store, {})).toMatchObject({ streams: 54 });
        expect(await firstTokensOf(store, { user: 'ann' })).toEqual(fromRows[3]);
      });

      it('reads the rows of a day again once one of them is written, and keeps nothing of days that are gone', async () => {
        await write(30);
        await write(40, 1);
        await store.settled();
        await sum();
        await write(50);
        expect(await firstTokensOf(store, {})).toMatchObject({ streams: 3, p50_ms: 40 });
        await sum();
        expect(await firstTokensOf(store, {})).toMatchObject({ streams: 3, p50_ms: 40 });
        await store.db.deleteFrom('calls').where('started_at', '<=', NOW_MS).execute();
        expect(await firstTokensOf(store, {})).toMatchObject({ streams: 1 });
        await sum();
        const kept = await store.db.selectFrom('first_token_days').select('tenths').execute();
        expect(kept).toEqual([{ tenths: 400n }]);
      });
    });
  });
}
