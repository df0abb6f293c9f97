import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { StoreAwayError } from '../store.js';
import { asStoreError, isAway } from './postgres-errors.js';

/** @throws StoreAwayError */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asStoreError(error);
  }
}

/**
 * The pool as Kysely takes it, with the store's errors in place of the driver's.
 * @param take a connection of it.
 * @param queryTimeoutMs how long a query may take; left out = as the pool says.
 */
export function poolForKysely(
  pool: Pool,
  take: () => Promise<PoolClient>,
  queryTimeoutMs?: number,
): PostgresPool {
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await take();
      const wrapped = known.get(client) ?? wrap(client, queryTimeoutMs);
      known.set(client, wrapped);
      return wrapped;
    },
  };
}

function wrap(client: PoolClient, query_timeout: number | undefined): PostgresPoolClient {
  // one that did not answer may never do so again, and what is asked next would wait behind it
  let isLost = false;
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (isLost) throw new StoreAwayError('The store (DATABASE_URL) did not answer on this connection.');
    const config = { text, values: [...values], ...(query_timeout !== undefined && { query_timeout }) };
    try {
      return await client.query(config);
    } catch (error) {
      isLost ||= isAway(error);
      throw asStoreError(error);
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (isBroken?: boolean) => client.release(isLost || isBroken),
  };
}
