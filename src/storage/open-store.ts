import { lazy } from '../common/lazy.js';
import { migrate } from './migrate.js';
import { SqliteStore } from './sqlite/sqlite-store.js';
import type { StorePlace } from './store-place.js';
import { StoreAwayError, StoreRefusedError, type Store } from './store.js';

const postgres = lazy(
  () => require('./postgres/postgres-store.js') as typeof import('./postgres/postgres-store.js'),
);

/**
 * Opens the store, with the schema of this version.
 * @throws StoreRefusedError saying what the operator can do.
 */
export async function openStore({ databaseUrl, folder }: StorePlace): Promise<Store> {
  const store =
    databaseUrl === null ? await SqliteStore.open(folder) : new (postgres().PostgresStore)(databaseUrl);
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error instanceof StoreAwayError ? unreachable(error) : error;
  }
}

/** The address may hold a password: it is not repeated. */
function unreachable(error: StoreAwayError): StoreRefusedError {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return new StoreRefusedError(`The database of DATABASE_URL cannot be reached${cause}.`, { cause: error });
}
