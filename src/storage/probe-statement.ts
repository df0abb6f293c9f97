import type { Kysely } from 'kysely';
import type { Database } from './database.js';
import type { Statement } from './store.js';

/** Writes a row that means nothing, to find out whether the store can be written. */
export function probeStatement(db: Kysely<Database>, nowMs: number): Statement {
  const value = String(nowMs);
  return db
    .insertInto('store_settings')
    .values({ name: 'write_probe', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .compile();
}
