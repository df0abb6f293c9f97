import { sql, type Kysely } from 'kysely';
import type { Database } from '../../../storage/database.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import { newCallId } from '../../ledger/call-id.js';
import { LedgerWriter } from '../../ledger/ledger-writer.js';
import { writeLateCall } from '../../ledger/write-late-call.js';
import { closePending } from '../../ledger/pending-calls.js';
import { closedRow, openRow } from '../../ledger/testing/call-rows.js';
import { scopeKey, type ScopedBudget } from '../budget.js';
import { BudgetBook } from '../budget-book.js';
import { SharedBook, SharedReservation } from '../shared-book.js';
import { NOBODY } from './spenders.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const EVERYTHING = {
  scope: { kind: 'everything', id: '' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
} as const;
const RED = { scope: { kind: 'team', id: 'red' }, per: 'total', limit: 200n, onExhaust: 'refuse' } as const;

const RED_SPENDER = { ...NOBODY, team: 'red' };

/** Two nodes over one store of money. @param open an empty one, that nobody else uses. */
export function describeSharedBook(open: () => Promise<Store>): void {
  describe('a book of budgets that nodes share', () => {
    let store: Store;
    let writer: LedgerWriter;
    let nodes: readonly SharedBook[];
    let lookUp: (db: Kysely<Database>) => Promise<bigint>;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = new LedgerWriter(store);
    });
    beforeEach(async () => {
      for (const table of ['calls', 'spend'] as const) await store.db.deleteFrom(table).execute();
      lookUp = async () => 0n;
      nodes = [1, 2, 3].map(
        () =>
          new SharedBook(
            store,
            (_place, _nowMs, db = store.db) => lookUp(db),
            new BudgetBook(),
            () => writer.settled(),
          ),
      );
    });
    afterAll(() => store.close());

    const reserve = async (budgets: readonly ScopedBudget[], amount: bigint, at = 0) => {
      const row = openRow({ id: newCallId(NOW_MS), node: 'gone', reserved: String(amount) });
      const rowOf = (windows: SharedReservation['windows']) => {
        const named = windows.map(({ scope, per, startMs }) => ({
          scope: scopeKey(scope),
          per,
          start: startMs,
        }));
        return writer.opening({ ...row, windows: JSON.stringify(named) });
      };
      const outcome = await nodes[at]!.reserve(budgets, {
        amount,
        nowMs: NOW_MS,
        callId: String(row.id),
        spender: RED_SPENDER,
        rowOf,
      });
      return { row, outcome };
    };
    const somebodyWaits = async () => {
      for (;;) {
        const waiting = await sql`select 1 from pg_locks where not granted`.execute(store.db);
        if (waiting.rows.length > 0) return;
      }
    };
    const windows = async () =>
      (
        await store.db.selectFrom('spend').select(['scope', 'spent', 'reserved']).orderBy('scope').execute()
      ).map(({ scope, spent, reserved }) => [scope, spent, reserved]);

    it('charges a call that was under way when a budget came up, once its node has seen that', async () => {
      const calls = [await reserve([EVERYTHING], 10n), await reserve([EVERYTHING], 10n, 1)];
      const first = await reserve([EVERYTHING, RED], 20n);
      for (const { row, outcome } of [...calls, first]) {
        const changes = (outcome as SharedReservation).settle(7n);
        await writer.close({ row: closedRow(row), attempts: [], windows: [], changes });
      }
      // the call of the other node, which has not seen it, is in none of its windows
      expect(await windows()).toEqual([
        ['everything', 21n, 0n],
        ['team:red', 14n, 0n],
      ]);
    });

    it('counts each call once that ends while it is looked up what was spent in a budget that came up', async () => {
      const [before, during, after] = [
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
      ];
      const ends: Promise<void>[] = [];
      const end = ({ row, outcome }: typeof before) => {
        const changes = (outcome as SharedReservation).settle(7n);
        ends.push(
          writer.close({ row: { ...closedRow(row), cost: '7' }, attempts: [], windows: [], changes }),
        );
      };
      lookUp = async (db) => {
        const sum = () => db.selectFrom('calls').select('cost').where('cost', 'is not', null).execute();
        const spent = (await sum()).reduce((total, { cost }) => total + (cost ?? 0n), 0n);
        end(during);
        await Promise.race([ends.at(-1), somebodyWaits()]);
        return spent;
      };
      end(before);
      await reserve([RED], 20n, 2);
      end(after);
      await Promise.all(ends);
      expect(await windows()).toEqual([
        ['everything', 21n, 0n],
        ['team:red', 21n, 20n],
      ]);
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
      expect(await store.db.selectFrom('calls').select('id').execute()).toHaveLength(20);
      await Promise.all(
        good.map(({ row, outcome }) => {
          const changes = (outcome as SharedReservation).settle(9n);
          return writer.close({ row: closedRow(row), attempts: [], windows: [], changes });
        }),
      );
      expect(await windows()).toEqual([
        ['everything', 180n, 0n],
        ['team:red', 180n, 0n],
      ]);
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
      const written = await store.db
        .selectFrom('calls')
        .select('reserved')
        .where('id', '=', String(row.id))
        .execute();
      expect([written, call.reserved]).toEqual([[{ reserved: 150n }], 150n]);
      const asked = call.extend(25n);
      const changes = call.settle(150n);
      await asked;
      await writer.close({ row: closedRow(row), attempts: [], windows: [], changes });
      expect(await windows()).toEqual([['team:red', 150n, 0n]]);
    });

    it.each<[string, 'missing' | 'pending' | 'unknown' | 'done' | 'dropped', bigint]>([
      ['its beginning is not there', 'missing', 70n],
      ['it has begun', 'pending', 70n],
      ['its node was taken for gone', 'unknown', 70n],
      ['it was written after all', 'done', 100n],
      ['it was not made', 'dropped', 0n],
    ])('charges a call once whose end comes late, where %s', async (_, state, spent) => {
      const { row, outcome } = await reserve([RED], 100n);
      const call = outcome as SharedReservation;
      // a budget that came up meanwhile: nothing was reserved in it
      await reserve([EVERYTHING], 0n);
      const changes = call.settle(100n);
      const closed = { row: closedRow(row), attempts: [], windows: [], changes };
      if (state === 'unknown') await closePending(store, NOW_MS, ['gone']);
      if (state === 'done') await writer.close(closed);
      if (state === 'missing') {
        await store.db.deleteFrom('calls').execute();
        await store.db.updateTable('spend').set({ reserved: 0n }).execute();
      }
      const late = {
        id: String(row.id),
        opened: row,
        closed: state === 'dropped' ? null : closed,
        windows: changes.map(({ window }) => window),
        cost: 70n,
        isUnchecked: true,
      };
      await writeLateCall(store, writer, late);
      await writeLateCall(store, writer, late);
      expect(await windows()).toEqual([
        ['everything', spent, 0n],
        ['team:red', spent, 0n],
      ]);
      const rows = await store.db
        .selectFrom('calls')
        .select('outcome')
        .where('id', '=', String(row.id))
        .execute();
      expect(rows).toEqual(state === 'dropped' ? [] : [{ outcome: 'ok' }]);
    });

    it('charges what a node that is gone had reserved', async () => {
      await reserve([RED], 100n);
      expect(await closePending(store, NOW_MS, ['gone'])).toBe(1);
      expect(await windows()).toEqual([['team:red', 100n, 0n]]);
    });
  });
}
