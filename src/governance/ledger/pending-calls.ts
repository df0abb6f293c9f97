import type { Store } from '../../storage/store.js';
import { Charges, ownChange, type SelectorSource } from '../budgets/charge-statements.js';
import { writeCharges } from '../budgets/write-charges.js';
import type { NamedWindow } from './ledger-rows.js';
import { SPENDER_COLUMNS, spendersOfRows, type DeclaredKeys } from './spender-of-row.js';

export interface ClosePendingOptions {
  readonly nowMs: number;
  /** Those that are gone; `null` = all. */
  readonly nodes: readonly string[] | null;
  /** Ids; left out = all of these nodes. */
  readonly onlyCalls?: readonly string[];
  readonly selectorsOf: SelectorSource;
  readonly declaredKeys: DeclaredKeys;
}

const COLUMNS = ['id', 'started_at', 'reserved', 'windows', ...SPENDER_COLUMNS] as const;

/**
 * Calls whose process ended before they did: nobody knows what became of them, so they cost what was reserved for them.
 * @returns how many there were.
 */
export async function closePending(
  store: Store,
  { nowMs, nodes, onlyCalls, selectorsOf, declaredKeys }: ClosePendingOptions,
): Promise<number> {
  return store.db.transaction().execute(async (transaction) => {
    let query = transaction
      .selectFrom('calls')
      .select(COLUMNS)
      .where('outcome', '=', 'pending')
      .orderBy('id');
    // another node may find the same one gone
    if (store.dialect === 'postgres') query = query.forUpdate().skipLocked();
    if (nodes !== null) query = query.where('node', 'in', nodes);
    if (onlyCalls) query = query.where('id', 'in', onlyCalls);
    const rows = await query.execute();
    const charges = new Charges(selectorsOf);
    const spenderOf = await spendersOfRows(transaction, rows, declaredKeys);
    for (const { id, started_at, reserved, windows, ...row } of rows) {
      await transaction
        .updateTable('calls')
        .set({
          outcome: 'unknown',
          cost: reserved,
          cost_source: 'estimate',
          is_estimated: 1,
          ended_at: nowMs,
        })
        .set({ reserved: 0n })
        .where('id', '=', id)
        .execute();
      const own = parse(windows);
      // where this process decides, what is reserved is not in the store
      const givenBack = store.dialect === 'postgres' ? -reserved : 0n;
      charges.add(
        own.map((place) => ownChange(place, { spent: reserved, reserved: givenBack })),
        { spender: spenderOf(row), atMs: started_at, cost: reserved },
      );
    }
    await writeCharges(transaction, store.dialect, charges);
    return rows.length;
  });
}

function parse(windows: string | null): readonly NamedWindow[] {
  return windows === null ? [] : (JSON.parse(windows) as readonly NamedWindow[]);
}
