import { PostgresAdapter, sql, type Kysely } from 'kysely';
import type { Migration } from './migration.js';

const NAMES = ['provider', 'model_sent', 'key_id', 'user_name', 'team_name', 'client', 'surface', 'outcome'];
const SUMS = [
  'requests',
  'unpriced',
  'cost_high',
  'cost_low',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'total_tokens',
];
const EVENTS = ['insert', 'update', 'delete'] as const;

/**
 * Sums of days that are over, for reports over many calls, and the list of days whose sums hold. Whoever writes a row of
 * such a day, be it a node of the version before, takes the day off the list.
 */
export const usageDays: Migration = {
  version: 7,
  name: 'usage-days',
  async up(db) {
    const { schema } = db;
    let days = schema.createTable('usage_days').addColumn('day', 'bigint', (column) => column.notNull());
    for (const name of NAMES) days = days.addColumn(name, 'text');
    for (const name of SUMS) days = days.addColumn(name, 'bigint');
    await days.execute();
    await schema.createIndex('usage_days_day').on('usage_days').column('day').execute();
    await schema
      .createTable('rolled_days')
      .addColumn('day', 'bigint', (column) => column.primaryKey())
      .addColumn('marked_at', 'double precision', (column) => column.notNull())
      .addColumn('is_done', 'integer', (column) => column.notNull())
      .execute();
    await sql`create index calls_session on calls (session, id) where session is not null`.execute(db);
    await (isPostgres(db) ? watchOnPostgres(db) : watchOnSqlite(db));
  },
  async down(db) {
    for (const event of EVENTS) {
      const on = isPostgres(db) ? ' on calls' : '';
      await sql.raw(`drop trigger calls_rolled_${event}${on}`).execute(db);
    }
    if (isPostgres(db)) await sql`drop function calls_not_rolled`.execute(db);
    await db.schema.dropIndex('calls_session').execute();
    for (const table of ['rolled_days', 'usage_days']) await db.schema.dropTable(table).execute();
  },
};

function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

async function watchOnSqlite(db: Kysely<unknown>): Promise<void> {
  for (const event of EVENTS) {
    const day = `cast(${event === 'delete' ? 'old' : 'new'}.started_at / 86400000 as integer)`;
    const text = `create trigger calls_rolled_${event} after ${event} on calls
      when exists (select 1 from rolled_days where day = ${day})
      begin delete from rolled_days where day = ${day}; end`;
    await sql.raw(text).execute(db);
  }
}

/** Once a statement, not once a row: they write many at once. */
async function watchOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function calls_not_rolled() returns trigger language plpgsql as $$
    begin
      delete from rolled_days where day in (select cast(floor(started_at / 86400000) as bigint) from changed);
      return null;
    end $$`.execute(db);
  for (const event of EVENTS) {
    const table = event === 'delete' ? 'old' : 'new';
    const text = `create trigger calls_rolled_${event} after ${event} on calls
      referencing ${table} table as changed for each statement execute function calls_not_rolled()`;
    await sql.raw(text).execute(db);
  }
}
