import { Logger } from '@nestjs/common';
import { systemClock, type Clock } from '../common/clock.js';
import { lazy } from '../common/lazy.js';
import { asSoonAsThere } from './as-soon-as-there.js';
import { migrate } from './migrate.js';
import type { PostgresStore } from './postgres/postgres-store.js';
import { SqliteStore } from './sqlite/sqlite-store.js';
import type { StorePlace } from './store-place.js';
import { StoreAwayError, type Store } from './store.js';

const postgres = lazy(
  () => require('./postgres/postgres-store.js') as typeof import('./postgres/postgres-store.js'),
);

/**
 * Opens the store, with the schema of this version. One that several nodes share may be away: then it is opened as soon
 * as it is there, and all that is asked of it until then fails with `StoreAwayError`.
 * @throws StoreRefusedError saying what the operator can do, or the database's own error for what it refuses.
 */
export async function openStore(
  { database, folder }: StorePlace,
  clock: Clock = systemClock,
): Promise<Store> {
  if (database !== null) return openShared(new (postgres().PostgresStore)(database, clock), clock);
  const store = await SqliteStore.open(folder);
  try {
    await migrate(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openShared(store: PostgresStore, clock: Clock): Promise<Store> {
  const logger = new Logger('Store');
  let isSaid = false;
  const open = async () => {
    try {
      await store.openBy(migrate);
    } catch (error) {
      if (error instanceof StoreAwayError && !isSaid) {
        isSaid = true;
        logger.warn(
          `The database of DATABASE_URL cannot be reached${causeOf(error)}: not ready before it is.`,
        );
      }
      throw error;
    }
  };
  const onFailed = (error: unknown) =>
    logger.error(`The database of DATABASE_URL cannot be opened: ${String(error)}`);
  try {
    store.whenClosed(await asSoonAsThere(clock, open, onFailed));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Of the driver's message; the address itself may hold a password. */
function causeOf({ cause }: StoreAwayError): string {
  const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  const text = code ?? message;
  return text === undefined ? '' : ` (${text})`;
}
