import { sql, type Kysely } from 'kysely';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Database } from '../../../storage/database.js';
import { migrate } from '../../../storage/migrate.js';
import { StoreAwayError, type Store } from '../../../storage/store.js';
import { newCallId } from '../../ledger/call-id.js';
import { LedgerWriter } from '../../ledger/ledger-writer.js';
import { writeLateCall } from '../../ledger/write-late-call.js';
import { closePending } from '../../ledger/pending-calls.js';
import { closedRow, openRow } from '../../ledger/testing/call-rows.js';
import type { OpenRow } from '../../ledger/call-writer.js';
import type { FullBudget } from '../spend-window.js';
import { scopeKey, type ScopedBudget } from '../budget.js';
import { SharedBook, SharedReservation } from '../shared-book.js';
import type { Spender } from '../spender.js';
import { NOBODY } from './spenders.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const EVERYTHING = {
  scope: { kind: 'everything', id: '' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
} as const;
const RED = { scope: { kind: 'team', id: 'red' }, per: 'total', limit: 200n, onExhaust: 'refuse' } as const;

/** By the nodes, but by none of these calls. */
const HEARD = { matching: [], known: [{ name: 'heard', match: JSON.stringify({ team: 'red' }) }] };
const GONE = { nowMs: NOW_MS, nodes: ['gone'], selectorsOf: () => HEARD, declaredKeys: [] };
const RED_SPENDER = { ...NOBODY, team: 'red' };

interface Begun {
  readonly row: OpenRow;
  readonly outcome: SharedReservation | FullBudget;
}

/** The same store, which does what it is asked and whose answers are lost. */
function losing(store: Store): Store {
  const execute = async (work: Parameters<ReturnType<Store['db']['transaction']>['execute']>[0]) => {
    await store.db.transaction().execute(work);
    throw new StoreAwayError('It was lost.');
  };
  return { db: { transaction: () => ({ execute }) } } as unknown as Store;
}

/** Two nodes over one store of money. @param open an empty one, that nobody else uses. */
export function describeSharedBook(open: () => Promise<Store>): void {
  describe('a book of budgets that nodes share', () => {
    let store: Store;
    let writer: LedgerWriter;
    const clock = new ManualClock(NOW_MS);
    let nodes: readonly SharedBook[];
    let lookUp: (db: Kysely<Database>) => Promise<bigint>;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      writer = new LedgerWriter(store, () => HEARD);
    });
    beforeEach(async () => {
      for (const table of ['calls', 'spend', 'scopes'] as const) await store.db.deleteFrom(table).execute();
      lookUp = async () => 0n;
      nodes = [1, 2, 3].map(
        () =>
          new SharedBook(
            store,
            (_place, _nowMs, db = store.db) => lookUp(db),
            () => writer.settled(),
            clock,
          ),
      );
    });
    afterAll(() => store.close());

    const reserve = async (
      budgets: readonly ScopedBudget[],
      amount: bigint,
      at = 0,
      fields: Partial<OpenRow> = {},
    ) => {
      const row = openRow({ id: newCallId(NOW_MS), node: 'gone', reserved: String(amount), ...fields });
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

    /** The end of a call of team red. */
    const ended = ({ row, outcome }: Begun, cost: bigint) => ({
      row: { ...closedRow(row), cost: String(cost) },
      attempts: [],
      windows: [],
      changes: (outcome as SharedReservation).settle(cost),
      charge: { spender: RED_SPENDER, atMs: NOW_MS, cost },
    });

    it('charges calls that were under way when a budget came up, be it known to their nodes or not', async () => {
      const calls = [await reserve([EVERYTHING], 10n), await reserve([EVERYTHING], 10n, 1)];
      const first = await reserve([EVERYTHING, RED], 20n);
      for (const call of [...calls, first]) await writer.close(ended(call, 7n));
      expect(await windows()).toEqual([
        ['everything', 21n, 0n],
        ['team:red', 21n, 0n],
      ]);
    });

    it('charges calls that are made while a budget is taken away, before it is put back', async () => {
      await writer.close(ended(await reserve([EVERYTHING, RED], 10n), 5n));
      await writer.close(ended(await reserve([EVERYTHING], 10n, 1), 6n));
      const unbound = openRow({ id: newCallId(NOW_MS), windows: null, reserved: '0' });
      await writer.open(unbound);
      await writer.close({
        ...ended({ row: unbound, outcome: new SharedReservation(store, [], '') }, 7n),
        changes: [],
      });
      expect(await nodes[2]!.windowsOf([RED], NOW_MS)).toMatchObject([{ spent: 18n, reserved: 0n }]);
    });

    const about = async (name: string, match: object) => {
      const definition = JSON.stringify({ match });
      const row = { kind: 'selector', name, definition, created_at: 0, updated_at: 0 } as const;
      await store.db.insertInto('scopes').values(row).execute();
      await reserve([{ ...RED, scope: { kind: 'selector', id: name } }], 0n);
    };

    it('charges calls to a selector that their node has not heard of, where they have what it asks for', async () => {
      await about('apollo', { team: 'red', 'tag.project': 'apollo', 'metadata.plan': 'free' });
      await about('soyuz', { team: 'red', 'tag.project': 'soyuz' });
      await about('heard', { team: 'red' });
      const spender = { ...RED_SPENDER, tags: { project: 'apollo' }, metadata: { plan: 'free' } };
      const call = ended(await reserve([], 0n, 1), 7n);
      await writer.close({ ...call, charge: { ...call.charge, spender } });
      expect(await windows()).toEqual([
        ['selector:apollo', 7n, 0n],
        ['selector:heard', 0n, 0n],
        ['selector:soyuz', 0n, 0n],
      ]);
    });

    it('charges calls beside a selector, and a key, with texts that no store keeps', async () => {
      for (const [name, text] of [
        ['zero', '\0'],
        ['half', '\ud800'],
      ] as const)
        await about(name, { 'metadata.plan': text });
      await about('like them', { 'metadata.plan': '\\u0000' });
      const spender = { ...RED_SPENDER, metadata: { plan: '\\u0000', [`\0`]: 'x', other: '\ud800' } };
      const call = ended(await reserve([EVERYTHING], 10n), 7n);
      await writer.close({ ...call, charge: { ...call.charge, spender } });
      expect(await windows()).toEqual([
        ['everything', 7n, 0n],
        ['selector:half', 0n, 0n],
        ['selector:like them', 7n, 0n],
        ['selector:zero', 0n, 0n],
      ]);
    });

    it.each<[string, 'end' | 'late' | 'gone']>([
      ['end', 'end'],
      ['end late', 'late'],
      ['are lost with their node', 'gone'],
    ])('charges a selector by what it asks for now, of calls that began before and %s', async (_, how) => {
      const tagged = (project: string) => ({ ...RED_SPENDER, tags: { project } });
      const match = (project: string) => JSON.stringify({ 'tag.project': project });
      // of one node that has heard of the change, and one that has not
      for (const [name, heard] of [
        ['heard of', 'new'],
        ['unheard of', 'old'],
      ] as const) {
        await about(name, { 'tag.project': 'new' });
        const selectorsOf = ({ tags }: Spender) => ({
          matching: tags['project'] === heard ? [name] : [],
          known: [{ name, match: match(heard) }],
        });
        const node = new LedgerWriter(store, selectorsOf);
        for (const project of ['old', 'new']) {
          const own = project === 'old' ? [{ ...RED, scope: { kind: 'selector', id: name } as const }] : [];
          const tags = JSON.stringify({ project });
          const begun = await reserve(own, 7n, 0, { tags });
          const call = ended(begun, 7n);
          const closed = { ...call, charge: { ...call.charge, spender: tagged(project) } };
          const late = { id: String(begun.row.id), opened: begun.row, closed, isUnchecked: false };
          if (how === 'late') await writeLateCall(store, node, late);
          if (how === 'end') await node.close(closed);
          if (how === 'gone') await closePending(store, { ...GONE, selectorsOf });
        }
        expect(await windows()).toContainEqual([`selector:${name}`, 7n, 0n]);
      }
    });

    it('counts each call once that ends while it is looked up what was spent in a budget that came up', async () => {
      const [before, during, after] = [
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
        await reserve([EVERYTHING], 10n, 2),
      ];
      const ends: Promise<void>[] = [];
      const end = (call: Begun) => ends.push(writer.close(ended(call, 7n)));
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

    it('lets no call wait long for what was spent before, and goes on for those behind it', async () => {
      const summing = Promise.withResolvers<void>();
      const summed = Promise.withResolvers<bigint>();
      let sums = 0;
      lookUp = () => {
        sums += 1;
        summing.resolve();
        return summed.promise;
      };
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

    it('gives all of it back at its end, where it is not known whether it was given more', async () => {
      const { row, outcome } = await reserve([RED], 0n);
      const call = new SharedReservation(
        losing(store),
        (outcome as SharedReservation).places,
        String(row.id),
      );
      await expect(call.extend(50n)).rejects.toBeInstanceOf(StoreAwayError);
      expect([call.isUnsure, await windows()]).toEqual([true, [['team:red', 0n, 50n]]]);
      const { changes: _, ...closed } = ended({ row, outcome: call }, 7n);
      await writeLateCall(store, writer, { id: String(row.id), opened: row, closed, isUnchecked: false });
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
      if (state === 'unknown') await closePending(store, GONE);
      if (state === 'done') await writer.close(closed);
      if (state === 'missing') {
        await store.db.deleteFrom('calls').execute();
        await store.db.updateTable('spend').set({ reserved: 0n }).execute();
      }
      const late = {
        id: String(row.id),
        opened: row,
        closed: state === 'dropped' ? null : { ...closed, charge: { ...closed.charge, cost: 70n } },
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
      expect(await closePending(store, GONE)).toBe(1);
      expect(await windows()).toEqual([['team:red', 100n, 0n]]);
    });
  });
}
