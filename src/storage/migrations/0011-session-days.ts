import { sql } from 'kysely';
import type { Migration } from './migration.js';

/** Which sessions had calls on a day that is over, and what those came to; sums without a session are not in it. */
export const sessionDays: Migration = {
  version: 11,
  name: 'session-days',
  async up(db) {
    await sql`create index usage_days_session on usage_days (day, session) where session is not null`.execute(
      db,
    );
  },
  async down(db) {
    await db.schema.dropIndex('usage_days_session').execute();
  },
};
