import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { StoreAwayError } from '../store.js';
import { asStoreError, isConnectionLost } from './postgres-errors.js';

/** @throws StoreAwayError */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** How a query is waited for. */
interface Asking {
  /** Somebody begins to wait for it; returns what is called once there is an answer. */
  readonly watch: () => () => void;
  /** How long it may take; `undefined` = as the pool says. */
  readonly queryTimeoutMs: number | undefined;
}

/**
 * The pool as Kysely takes it, with the store's errors in place of the driver's.
 * @param take a connection of it.
 */
export function poolForKysely(pool: Pool, take: () => Promise<PoolClient>, asking: Asking): PostgresPool {
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await take();
      const wrapped = known.get(client) ?? wrap(client, asking);
      known.set(client, wrapped);
      return wrapped;
    },
  };
}

function wrap(client: PoolClient, { watch, queryTimeoutMs: query_timeout }: Asking): PostgresPoolClient {
  // one that did not answer may never do so again, and what is asked next would wait behind it
  let isLost = false;
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    if (isLost) throw new StoreAwayError('The store (DATABASE_URL) did not answer on this connection.');
    const config = { text, values: [...values], ...(query_timeout !== undefined && { query_timeout }) };
    const end = watch();
    try {
      return await client.query(config);
    } catch (error) {
      isLost ||= isConnectionLost(error);
      throw asStoreError(error);
    } finally {
      end();
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (isBroken?: boolean) => client.release(isLost || isBroken),
  };
}
