import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { CallFilter } from '../call-filters.js';
import { readFrom } from '../rolled-days.js';
import { refuseTooManyRows } from '../row-bound.js';
import { dearestUsage, usageBy } from '../usage-report.js';
import { DAY_START_MS, NOW_MS, openedAt, writeCall, writerOf } from './call-rows.js';
import { sumDays } from './sum-days.js';

const HOUR_MS = 3_600_000;
/** The beginning of the first hour that has calls. */
const FIRST_MS = DAY_START_MS + 12 * HOUR_MS;
const SECOND_MS = FIRST_MS + HOUR_MS;
/** Keys of the calls of each hour, by how many lie between it and the first. */
const CALLS: readonly (readonly [hour: number, keys: readonly string[]])[] = [
  [0, ['one', 'two', 'three']],
  [1, ['one', 'two']],
  [2, ['one']],
  // enough of one kind that this day has all sums
  [24, ['one', 'one', 'one', 'one']],
];

/** How many calls a report may read, on any store. @param open an empty one, that nobody else uses. */
export function describeRowBound(name: string, open: () => Promise<Store>): void {
  describe(`a report that reads calls one by one in ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      const writer = await writerOf(store);
      for (const [hour, keys] of CALLS)
        for (const key_id of keys)
          await writeCall(writer, { ...openedAt(NOW_MS + hour * HOUR_MS), key_id, session: 's-1' });
      await store.settled();
      await sumDays(store, new ManualClock(NOW_MS + 3 * 24 * HOUR_MS));
    });
    afterAll(() => store.close());

    const check = async (most: number, filter: CallFilter = {}, groups = ['hour', 'session']) => {
      const from = await readFrom(store, groups, filter);
      await refuseTooManyRows(store, { groups, filter, from, most });
    };

    it('is refused where they are too many, and told from when on they are few enough', async () => {
      await check(6);
      await expect(check(5)).rejects.toMatchObject({
        code: 'request.invalid',
        param: 'group_by',
        message:
          'group_by=hour,session has to be read from 6 calls here, one by one, and from 5 at most: ask for less time, such as from=2026-11-29T13:00:00Z, for one key or one session, or by fewer names.',
      });
      await check(3, { fromMs: SECOND_MS });
      await expect(check(2)).rejects.toThrow(/such as from=2026-11-29T14:00:00Z,/);
      await expect(check(0)).rejects.toThrow(/ask for less time, for one key/);
    });

    it('counts those that it asks for alone', async () => {
      await expect(check(2, { toMs: SECOND_MS })).rejects.toThrow(/read from 3 calls here/);
      await check(2, { toMs: SECOND_MS, fromMs: FIRST_MS + HOUR_MS / 2 });
      await check(3, { key: 'one' });
      await expect(check(2, { key: 'one' })).rejects.toThrow(/read from 3 calls/);
      await check(0, { session: 's-1' });
    });

    it('has no bound where sums of every day tell it', async () => {
      await check(0, {}, ['session']);
      await check(0, {}, ['hour', 'tag.project']);
    });

    it('may read a million', async () => {
      const sums = store.db.updateTable('usage_days').where('kind', '=', 'hour:surface');
      await sums.set({ requests: 500_000n }).execute();
      await expect(usageBy(store, ['hour', 'session'], {})).rejects.toThrow(/from 1500000 calls here/);
      await expect(dearestUsage(store, ['tag.a', 'session'], {}, 5)).rejects.toThrow(/from=2026-11-29T13:00/);
      expect(await usageBy(store, ['hour', 'session'], { fromMs: SECOND_MS })).toHaveLength(3);
    });
  });
}
