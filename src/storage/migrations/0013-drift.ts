import { sql } from 'kysely';
import type { Migration } from './migration.js';

/** What providers say that calls cost, beside what they cost by known prices; calls of which nobody says it are not in it. */
export const drift: Migration = {
  version: 13,
  name: 'drift',
  async up(db) {
    await sql`create index calls_drift on calls (id, provider, model_sent, provider_cost, computed_cost)
      where provider_cost is not null and computed_cost is not null`.execute(db);
  },
  async down(db) {
    await db.schema.dropIndex('calls_drift').execute();
  },
};
