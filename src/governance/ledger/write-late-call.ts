import { CompiledQuery, sql } from 'kysely';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Statement, Store } from '../../storage/store.js';
import { scopeKey } from '../budgets/budget.js';
import { lockForCharge, windowKey } from '../budgets/window-locks.js';
import type { NamedWindow } from './ledger-rows.js';
import type { LateCall } from './late-calls.js';
import type { LedgerWriter } from './ledger-writer.js';

interface Change {
  readonly spent: PicoUsd;
  readonly reserved: PicoUsd;
}

/**
 * Writes a call into the tables that nodes share, as it came to: whether its beginning is there, its end was written
 * after all, or another node took this one for gone and charged what was reserved. @throws what the store throws.
 */
export async function writeLateCall(store: Store, writer: LedgerWriter, late: LateCall): Promise<void> {
  await store.db.transaction().execute(async (transaction) => {
    const run = async (statements: readonly Statement[]) => {
      for (const { sql: text, parameters } of statements)
        await transaction.executeQuery(CompiledQuery.raw(text, [...parameters]));
    };
    const row = await transaction
      .selectFrom('calls')
      .select(['outcome', 'reserved', 'cost', 'windows'])
      .where('id', '=', late.id)
      .forUpdate()
      .executeTakeFirst();
    const change = changeOf(late, row);
    if (change === null) return;
    if (late.closed === null) await run(writer.dropped(late.id));
    else await run(writer.whole(row ? null : late.opened, late.closed));
    // budgets that came up while it was under way hold nothing for it yet: no reservation, and no charge
    const wasIn = new Set(namesIn(row ? row.windows : null));
    await run([lockForCharge(late.windows.map(keyOf))]);
    const windows = late.windows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    for (const window of windows) {
      const { scope, per, startMs } = window;
      const isBeside = row !== undefined && !wasIn.has(keyOf(window));
      const { spent, reserved } = isBeside ? { spent: late.closed ? late.cost : 0n, reserved: 0n } : change;
      await sql`update spend set spent = spent + ${spent}, reserved = reserved + ${reserved}
        where scope = ${scopeKey(scope)} and per = ${per} and start_at = ${startMs}`.execute(transaction);
    }
  });
}

/** `null` = there is nothing to be written. */
function changeOf(
  { closed, cost, opened }: LateCall,
  row: { readonly outcome: string; readonly reserved: bigint; readonly cost: bigint | null } | undefined,
): Change | null {
  if (!row) return closed && opened ? { spent: cost, reserved: 0n } : null;
  if (row.outcome === 'pending') return { spent: closed ? cost : 0n, reserved: -row.reserved };
  if (row.outcome === 'unknown' && closed) return { spent: cost - (row.cost ?? 0n), reserved: 0n };
  return null;
}

function namesIn(windows: string | null): readonly string[] {
  const named = windows === null ? [] : (JSON.parse(windows) as readonly NamedWindow[]);
  return named.map(({ scope, per, start }) => windowKey(scope, per, start));
}

function keyOf({ scope, per, startMs }: LateCall['windows'][number]): string {
  return windowKey(scopeKey(scope), per, startMs);
}
