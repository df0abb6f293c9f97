import { sql, type Kysely } from 'kysely';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Database } from '../../../storage/database.js';
import { migrate } from '../../../storage/migrate.js';
import type { Store } from '../../../storage/store.js';
import type { OpenRow } from '../../ledger/call-writer.js';
import { newCallId } from '../../ledger/call-id.js';
import { LedgerWriter } from '../../ledger/ledger-writer.js';
import { closedRow, openRow } from '../../ledger/testing/call-rows.js';
import { scopeKey, type ScopedBudget } from '../budget.js';
import { SharedBook, type SharedReservation } from '../shared-book.js';
import type { FullBudget } from '../spend-window.js';
import { NOBODY } from './spenders.js';

export const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
export const EVERYTHING = {
  scope: { kind: 'everything', id: '' },
  per: 'day',
  limit: 1_000n,
  onExhaust: 'refuse',
} as const;
export const RED = {
  scope: { kind: 'team', id: 'red' },
  per: 'total',
  limit: 200n,
  onExhaust: 'refuse',
} as const;

/** By the nodes, but by none of these calls. */
const HEARD = { matching: [], known: [{ name: 'heard', match: JSON.stringify({ team: 'red' }) }] };
export const GONE = { nowMs: NOW_MS, nodes: ['gone'], selectorsOf: () => HEARD, declaredKeys: [] };
export const RED_SPENDER = { ...NOBODY, team: 'red' };

export interface Begun {
  readonly row: OpenRow;
  readonly outcome: SharedReservation | FullBudget;
}

/** Three nodes over one store of money, for the tests around it. @param open an empty one, that nobody else uses. */
export function stageSharedBook(open: () => Promise<Store>) {
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

  return {
    reserve,
    somebodyWaits,
    windows,
    ended,
    clock,
    get store() {
      return store;
    },
    get writer() {
      return writer;
    },
    get nodes() {
      return nodes;
    },
    /** What is spent in a budget that comes up is looked up so, in this test. */
    lookUpBy: (how: typeof lookUp) => void (lookUp = how),
  };
}
