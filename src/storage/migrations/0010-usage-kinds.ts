import { sql } from 'kysely';
import type { Migration } from './migration.js';

const COLUMNS = {
  kind: 'text',
  hour: 'bigint',
  session: 'text',
  tags: 'text',
  model_asked: 'text',
} as const;

/**
 * Sums of days that tell hours, sessions or tags apart as well. A day that has them is marked by 2: nodes of the version
 * before, which mark theirs by 1, read its rows in their place.
 */
export const usageKinds: Migration = {
  version: 10,
  name: 'usage-kinds',
  async up({ schema }) {
    for (const [name, type] of Object.entries(COLUMNS))
      await schema.alterTable('usage_days').addColumn(name, type).execute();
    await schema.createIndex('usage_days_kind').on('usage_days').columns(['kind', 'day']).execute();
  },
  async down(db) {
    await db.schema.dropIndex('usage_days_kind').execute();
    // what is summed differently is summed anew
    for (const table of ['usage_days', 'rolled_days']) await sql`delete from ${sql.table(table)}`.execute(db);
    for (const name of Object.keys(COLUMNS))
      await db.schema.alterTable('usage_days').dropColumn(name).execute();
  },
};
