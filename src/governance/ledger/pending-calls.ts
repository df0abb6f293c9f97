import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { Charges, type SelectorSource } from '../budgets/charge-statements.js';
import { windowKey } from '../budgets/window-locks.js';
import type { NamedWindow } from './ledger-rows.js';

export interface ClosePendingOptions {
  readonly nowMs: number;
  /** Those that are gone; `null` = all. */
  readonly nodes: readonly string[] | null;
  readonly selectorsOf: SelectorSource;
}

const COLUMNS = [
  'id',
  'started_at',
  'reserved',
  'windows',
  'key_id',
  'user_name',
  'team_name',
  'client',
  'tags',
] as const;

/**
 * Calls whose process ended before they did: nobody knows what became of them, so they cost what was reserved for them.
 * @returns how many there were.
 */
export async function closePending(
  store: Store,
  { nowMs, nodes, selectorsOf }: ClosePendingOptions,
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
    const rows = await query.execute();
    const beside = new Charges(selectorsOf);
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
      for (const { scope, per, start } of own) {
        // where this process decides, what is reserved is not in the store
        const givenBack = store.dialect === 'postgres' ? reserved : 0n;
        await sql`insert into spend (scope, per, start_at, spent) values (${scope}, ${per}, ${start}, ${reserved})
          on conflict (scope, per, start_at) do update
          set spent = spend.spent + excluded.spent, reserved = spend.reserved - ${givenBack}`.execute(
          transaction,
        );
      }
      const charge = { spender: spenderIn(row), atMs: started_at, cost: reserved };
      const but = new Set(own.map(({ scope, per, start }) => windowKey(scope, per, start)));
      if (reserved > 0n) beside.addBeside(charge, but);
    }
    await chargeBeside(store, transaction, beside);
    return rows.length;
  });
}

/** Windows that came up while they were under way, or whose budgets were not there when they began. */
async function chargeBeside(
  store: Store,
  transaction: Transaction<Database>,
  charges: Charges,
): Promise<void> {
  if (store.dialect === 'postgres') {
    for (const { sql: text, parameters } of charges.statements())
      await transaction.executeQuery(CompiledQuery.raw(text, [...parameters]));
    return;
  }
  for (const { names, spent } of charges.all()) {
    const [scope, per, start] = names;
    await sql`update spend set spent = spent + ${spent}
      where scope = ${scope} and per = ${per} and start_at = ${start}`.execute(transaction);
  }
}

/** As far as a row tells: metadata of keys are not in it. */
function spenderIn(row: {
  readonly key_id: string | null;
  readonly user_name: string | null;
  readonly team_name: string | null;
  readonly client: string | null;
  readonly tags: string | null;
}) {
  const tags = row.tags === null ? {} : (JSON.parse(row.tags) as Readonly<Record<string, string>>);
  const { key_id: key, user_name: user, team_name: team, client } = row;
  return { key, user, team, client, tags, metadata: {}, spending: null, ignoredTags: [] };
}

function parse(windows: string | null): readonly NamedWindow[] {
  return windows === null ? [] : (JSON.parse(windows) as readonly NamedWindow[]);
}
