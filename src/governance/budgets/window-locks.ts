import { sql, type Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Statement } from '../../storage/store.js';

/** Of locks of PostgreSQL: those of windows have two numbers, others of this program one. */
const OF_WINDOWS = 14;

/** Locked for windows of all selectors: a call may be in one of which its node has not heard. */
export const SELECTORS = 'selectors';

/**
 * Until the transaction ends, no call is charged to a window that is not written yet: what ended before is in the rows of
 * calls, and what ends later finds the window.
 * @param scope as `scopeKey` writes it.
 * @param key as `windowKey` writes it: by it nodes of the version before lock.
 */
export async function lockForLookUp(
  transaction: Transaction<Database>,
  scope: string,
  key: string,
): Promise<void> {
  const ofScope = scope.startsWith('selector:') ? SELECTORS : scope;
  for (const name of [ofScope, key])
    await sql`select pg_advisory_xact_lock(${OF_WINDOWS}, hashtext(${name}))`.execute(transaction);
}

/** Behind whoever looks up what was spent in one of the scopes before. They do not wait for each other. */
export function lockForCharge(scopes: readonly string[]): Statement {
  return {
    sql: `select pg_advisory_xact_lock_shared(${OF_WINDOWS}, hashtext(key)) from json_array_elements_text($1::json) as key`,
    parameters: [JSON.stringify(scopes)],
  };
}

/** @param scope as `scopeKey` writes it. */
export function windowKey(scope: string, per: string, startMs: number): string {
  return `${scope} ${per} ${startMs}`;
}
