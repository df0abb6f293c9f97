import { sql } from 'kysely';
import type { Migration } from './migration.js';

/**
 * How many streams of a day that is over took how long until their first token. A day that has them is marked by 3:
 * nodes of the version before, which mark theirs by 2, read its rows in their place.
 */
export const firstTokenDays: Migration = {
  version: 12,
  name: 'first-token-days',
  async up({ schema }) {
    await schema
      .createTable('first_token_days')
      .addColumn('day', 'bigint', (column) => column.notNull())
      .addColumn('tenths', 'bigint', (column) => column.notNull())
      .addColumn('streams', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('first_token_days_pk', ['day', 'tenths'])
      .execute();
  },
  async down(db) {
    await db.schema.dropTable('first_token_days').execute();
    // the version before knows no days of this mark, and sums them anew
    for (const table of ['usage_days', 'rolled_days']) await sql`delete from ${sql.table(table)}`.execute(db);
  },
};
