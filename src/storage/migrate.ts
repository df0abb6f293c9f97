import { sql, type Kysely, type Transaction } from 'kysely';
import { MIGRATIONS } from './migrations/index.js';
import type { Migration } from './migrations/migration.js';
import type { Store } from './store.js';

/** Any number that no other program locks: nodes that start together take turns. */
const LOCK = 7_014_411;

interface Applied {
  readonly migrations: { readonly version: number; readonly name: string; readonly applied_at: number };
}

/** How far to go, and by which steps. */
export interface MigrateOptions {
  readonly migrations?: readonly Migration[];
  /** Left out = to the last step that is known; steps beyond it, of a newer version, are left as they are. */
  readonly toVersion?: number;
  readonly nowMs?: number;
}

/**
 * Brings the schema to a version, forward or back, in one transaction and one node at a time. Without `toVersion` it
 * only ever goes forward: a schema that is newer than this program stays, for it was made to be worked on by it.
 */
export async function migrate(
  store: Pick<Store, 'db' | 'dialect'>,
  options: MigrateOptions = {},
): Promise<void> {
  const { migrations = MIGRATIONS, toVersion, nowMs = Date.now() } = options;
  await (store.db as unknown as Kysely<Applied>).transaction().execute(async (transaction) => {
    if (store.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
    const done = await appliedVersions(transaction);
    const ups = migrations.filter(({ version }) => !done.has(version) && version <= (toVersion ?? Infinity));
    for (const migration of ups) {
      const { version, name } = migration;
      await migration.up(transaction as unknown as Kysely<unknown>);
      await transaction.insertInto('migrations').values({ version, name, applied_at: nowMs }).execute();
    }
    if (toVersion === undefined) return;
    for (const migration of migrations.toReversed()) {
      const { version } = migration;
      if (version <= toVersion || !done.has(version)) continue;
      await migration.down(transaction as unknown as Kysely<unknown>);
      await transaction.deleteFrom('migrations').where('version', '=', version).execute();
    }
  });
}

async function appliedVersions(transaction: Transaction<Applied>): Promise<ReadonlySet<number>> {
  await transaction.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'double precision', (column) => column.notNull())
    .execute();
  const rows = await transaction.selectFrom('migrations').select('version').execute();
  return new Set(rows.map(({ version }) => version));
}
