import { sql } from 'kysely';
import type { Store } from '../../storage/store.js';
import type { NamedWindow } from './ledger-rows.js';

/**
 * Calls whose process ended before they did: nobody knows what became of them, so they cost what was reserved for them.
 * @param isDead whether a row's node is gone.
 * @returns how many there were.
 */
export async function closePending(
  store: Store,
  nowMs: number,
  nodes: readonly string[] | null,
): Promise<number> {
  return store.db.transaction().execute(async (transaction) => {
    let query = transaction
      .selectFrom('calls')
      .select(['id', 'reserved', 'windows'])
      .where('outcome', '=', 'pending')
      .orderBy('id');
    // another node may find the same one gone
    if (store.dialect === 'postgres') query = query.forUpdate().skipLocked();
    if (nodes !== null) query = query.where('node', 'in', nodes);
    const rows = await query.execute();
    for (const { id, reserved, windows } of rows) {
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
      for (const { scope, per, start } of parse(windows)) {
        // where this process decides, what is reserved is not in the store
        const givenBack = store.dialect === 'postgres' ? reserved : 0n;
        await sql`insert into spend (scope, per, start_at, spent) values (${scope}, ${per}, ${start}, ${reserved})
          on conflict (scope, per, start_at) do update
          set spent = spend.spent + excluded.spent, reserved = spend.reserved - ${givenBack}`.execute(
          transaction,
        );
      }
    }
    return rows.length;
  });
}

function parse(windows: string | null): readonly NamedWindow[] {
  return windows === null ? [] : (JSON.parse(windows) as readonly NamedWindow[]);
}
