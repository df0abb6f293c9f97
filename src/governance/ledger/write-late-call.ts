import { CompiledQuery } from 'kysely';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { Statement, Store } from '../../storage/store.js';
import { ownChange } from '../budgets/charge-statements.js';
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
    const own = namedIn(row ? row.windows : null);
    const charges = writer.newCharges();
    const { charge } = late.closed ?? {};
    charges.add(
      own.map((place) => ownChange(place, change)),
      charge ? { ...charge, cost: change.spent } : null,
    );
    await run(charges.statements());
  });
}

/** `null` = there is nothing to be written. */
function changeOf(
  { closed, opened }: LateCall,
  row: { readonly outcome: string; readonly reserved: bigint; readonly cost: bigint | null } | undefined,
): Change | null {
  const cost = closed?.charge?.cost ?? 0n;
  if (!row) return closed && opened ? { spent: cost, reserved: 0n } : null;
  if (row.outcome === 'pending') return { spent: closed ? cost : 0n, reserved: -row.reserved };
  if (row.outcome === 'unknown' && closed) return { spent: cost - (row.cost ?? 0n), reserved: 0n };
  return null;
}

function namedIn(windows: string | null): readonly NamedWindow[] {
  return windows === null ? [] : (JSON.parse(windows) as readonly NamedWindow[]);
}
