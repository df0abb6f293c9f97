import { sql } from 'kysely';
import type { Migration } from './migration.js';

/**
 * Sums of days that tell hours, tags and sessions apart at once. A day that has them is marked by 4: nodes of the version
 * before, which mark theirs by 3, read its rows in their place.
 */
export const finerSums: Migration = {
  version: 16,
  name: 'finer-sums',
  // the tables can hold them as they are
  async up() {},
  async down(db) {
    // the version before knows no days of this mark, and sums them anew
    for (const table of ['usage_days', 'rolled_days']) await sql`delete from ${sql.table(table)}`.execute(db);
  },
};
