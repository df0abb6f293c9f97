import { StoreAwayError, type Store } from '../../../storage/store.js';
import { newCallId } from '../../ledger/call-id.js';
import { closePending } from '../../ledger/pending-calls.js';
import { closedRow, openRow } from '../../ledger/testing/call-rows.js';
import { writeLateCall } from '../../ledger/write-late-call.js';
import { SharedReservation } from '../shared-book.js';
import { EVERYTHING, GONE, NOW_MS, RED, stageSharedBook, type Begun } from './shared-book-stage.js';

/** The same store, which does what it is asked and whose answers are lost. */
function losing(store: Store): Store {
  const execute = async (work: Parameters<ReturnType<Store['db']['transaction']>['execute']>[0]) => {
    await store.db.transaction().execute(work);
    throw new StoreAwayError('It was lost.');
  };
  return { db: { transaction: () => ({ execute }) } } as unknown as Store;
}

/** Nodes over one store of money. @param open an empty one, that nobody else uses. */
export function describeSharedBook(open: () => Promise<Store>): void {
  describe('a book of budgets that nodes share', () => {
    const stage = stageSharedBook(open);
    const { clock, ended, reserve, somebodyWaits, windows } = stage;

    it('charges calls that were under way when a budget came up, be it known to their nodes or not', async () => {
      const calls = [await reserve([EVERYTHING], 10n), await reserve([EVERYTHING], 10n, 1)];
      const first = await reserve([EVERYTHING, RED], 20n);
      for (const call of [...calls, first]) await stage.writer.close(ended(call, 7n));
      expect(await windows()).toEqual([
        ['everything', 21n, 0n],
        ['team:red', 21n, 0n],
      ]);
    });

    it('charges calls that are made while a budget is taken away, before it is put back', async () => {
      await stage.writer.close(ended(await reserve([EVERYTHING, RED], 10n), 5n));
      await stage.writer.close(ended(await reserve([EVERYTHING], 10n, 1), 6n));
      const unbound = openRow({ id: newCallId(NOW_MS), windows: null, reserved: '0' });
      await stage.writer.open(unbound);
      await stage.writer.close({
        ...ended({ row: unbound, outcome: new SharedReservation(stage.store, [], '') }, 7n),
        changes: [],
      });
      expect(await stage.nodes[2]!.windowsOf([RED], NOW_MS)).toMatchObject([{ spent: 18n, reserved: 0n }]);
    });

    it('counts each call once that ends while it is looked up what was spent in a budget that came up', async () => {
      const [before, during, after] = [
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
      ];
      const ends: Promise<void>[] = [];
      const end = (call: Begun) => ends.push(stage.writer.close(ended(call, 7n)));
      stage.lookUpBy(async (db) => {
        const sum = () => db.selectFrom('calls').select('cost').where('cost', 'is not', null).execute();
        const spent = (await sum()).reduce((total, { cost }) => total + (cost ?? 0n), 0n);
        end(during);
        await Promise.race([ends.at(-1), somebodyWaits()]);
        return spent;
      });
      end(before);
      await reserve([RED], 20n, 2);
      end(after);
      await Promise.all(ends);
      expect(await windows()).toEqual([
        ['everything', 21n, 0n],
        ['team:red', 21n, 20n],
      ]);
    });

    it('lets no call wait long for what was spent before, and goes on for those behind it', async () => {
      const summing = Promise.withResolvers<void>();
      const summed = Promise.withResolvers<bigint>();
      let sums = 0;
      stage.lookUpBy(() => {
        sums += 1;
        summing.resolve();
        return summed.promise;
      });
      const calls = [reserve([RED], 10n), reserve([RED], 10n)];
      await summing.promise;
      clock.advance(10_000);
      for (const call of calls) await expect(call).rejects.toBeInstanceOf(StoreAwayError);
      const later = reserve([RED], 10n);
      summed.resolve(7n);
      expect((await later).outcome).toBeInstanceOf(SharedReservation);
      expect([sums, await windows()]).toEqual([1, [['team:red', 7n, 10n]]]);
    });

    it('lets exactly as many of both nodes in as there is room for, and writes a row for each', async () => {
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, at) => reserve([EVERYTHING, RED], 10n, at % 2)),
      );
      const good = all.filter(({ outcome }) => outcome instanceof SharedReservation);
      expect(good).toHaveLength(20);
      expect(await windows()).toEqual([
        ['everything', 0n, 200n],
        ['team:red', 0n, 200n],
      ]);
      expect(await stage.store.db.selectFrom('calls').select('id').execute()).toHaveLength(20);
      await Promise.all(
        good.map(({ row, outcome }) => {
          const changes = (outcome as SharedReservation).settle(9n);
          return stage.writer.close({ row: closedRow(row), attempts: [], windows: [], changes });
        }),
      );
      expect(await windows()).toEqual([
        ['everything', 180n, 0n],
        ['team:red', 180n, 0n],
      ]);
    });

    it('tells of the first budget without room in their order, which decides what becomes of the call', async () => {
      const full = { ...RED, limit: 5n, onExhaust: { downgradeTo: 'steady' } } as const;
      const { outcome } = await reserve([full, { ...EVERYTHING, limit: 5n }], 10n);
      expect(outcome).toMatchObject({ budget: full, needed: 10n });
    });

    it('has room for a further attempt only where the one before it leaves it', async () => {
      const { outcome } = await reserve([RED], 100n);
      const call = outcome as SharedReservation;
      expect(await call.extend(100n)).toBeNull();
      expect(await call.extend(1n)).toMatchObject({ needed: 1n, window: { reserved: 200n } });
      expect([call.reserved, call.remaining]).toEqual([200n, 0n]);
    });

    it('writes into the row what a call is given more, and takes it back where the call has ended', async () => {
      const { row, outcome } = await reserve([RED], 100n);
      const call = outcome as SharedReservation;
      await call.extend(50n);
      await call.extend(500n);
      const written = await stage.store.db
        .selectFrom('calls')
        .select('reserved')
        .where('id', '=', String(row.id))
        .execute();
      expect([written, call.reserved]).toEqual([[{ reserved: 150n }], 150n]);
      const asked = call.extend(25n);
      const changes = call.settle(150n);
      await asked;
      await stage.writer.close({ row: closedRow(row), attempts: [], windows: [], changes });
      expect(await windows()).toEqual([['team:red', 150n, 0n]]);
    });

    it('gives all of it back at its end, where it is not known whether it was given more', async () => {
      const { row, outcome } = await reserve([RED], 0n);
      const call = new SharedReservation(
        losing(stage.store),
        (outcome as SharedReservation).places,
        String(row.id),
      );
      await expect(call.extend(50n)).rejects.toBeInstanceOf(StoreAwayError);
      expect([call.isUnsure, await windows()]).toEqual([true, [['team:red', 0n, 50n]]]);
      const { changes: _, ...closed } = ended({ row, outcome: call }, 7n);
      await writeLateCall(stage.store, stage.writer, {
        id: String(row.id),
        opened: row,
        closed,
        isUnchecked: false,
      });
      expect(await windows()).toEqual([['team:red', 7n, 0n]]);
    });

    it.each<[string, 'missing' | 'pending' | 'unknown' | 'done' | 'dropped', bigint]>([
      ['its beginning is not there', 'missing', 70n],
      ['it has begun', 'pending', 70n],
      ['its node was taken for gone', 'unknown', 70n],
      ['it was written after all', 'done', 100n],
      ['it was not made', 'dropped', 0n],
    ])('charges a call once whose end comes late, where %s', async (_, state, spent) => {
      const { row, outcome } = await reserve([RED], 100n);
      // a budget that came up meanwhile: nothing was reserved in it
      await reserve([EVERYTHING], 0n);
      const closed = ended({ row, outcome }, 100n);
      if (state === 'unknown') await closePending(stage.store, GONE);
      if (state === 'done') await stage.writer.close(closed);
      if (state === 'missing') {
        await stage.store.db.deleteFrom('calls').execute();
        await stage.store.db.updateTable('spend').set({ reserved: 0n }).execute();
      }
      const late = {
        id: String(row.id),
        opened: row,
        closed: state === 'dropped' ? null : { ...closed, charge: { ...closed.charge, cost: 70n } },
        isUnchecked: true,
      };
      await writeLateCall(stage.store, stage.writer, late);
      await writeLateCall(stage.store, stage.writer, late);
      expect(await windows()).toEqual([
        ['everything', spent, 0n],
        ['team:red', spent, 0n],
      ]);
      const rows = await stage.store.db
        .selectFrom('calls')
        .select('outcome')
        .where('id', '=', String(row.id))
        .execute();
      expect(rows).toEqual(state === 'dropped' ? [] : [{ outcome: 'ok' }]);
    });

    it('charges what a node that is gone had reserved', async () => {
      await reserve([RED], 100n);
      expect(await closePending(stage.store, GONE)).toBe(1);
      expect(await windows()).toEqual([['team:red', 100n, 0n]]);
    });
  });
}
