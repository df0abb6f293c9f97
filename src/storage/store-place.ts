import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerSettings } from '../config/settings.js';

/** A PostgreSQL that several nodes share, and how it is used. */
export interface SharedDatabase {
  /** `postgres://…` */
  readonly url: string;
  readonly maxConnections: number;
  /** For a connection, be it new or one that is free. */
  readonly connectTimeoutMs: number;
  /** For the answer to one statement. */
  readonly queryTimeoutMs: number;
}

/** Where the store is. */
export interface StorePlace {
  /** `null` = embedded. */
  readonly database: SharedDatabase | null;
  /** The folder of the embedded one. */
  readonly folder: string;
}

type DatabaseSettings = Pick<
  ServerSettings,
  'DATABASE_URL' | 'DATABASE_MAX_CONNECTIONS' | 'DATABASE_CONNECT_TIMEOUT_MS' | 'DATABASE_QUERY_TIMEOUT_MS'
>;

type PlaceSettings = DatabaseSettings &
  Pick<ServerSettings, 'TOLLGATE_DATA' | 'ADMIN_API_KEY' | 'OIDC_ISSUER'>;

const DEFAULT_FOLDER = 'data';

/**
 * @param isUsed whether the operator's file has keys or budgets.
 * @returns `null` = nothing is to be kept, and nothing was before.
 */
export function storePlaceOf(server: PlaceSettings, isUsed: boolean): StorePlace | null {
  const { TOLLGATE_DATA, ADMIN_API_KEY, OIDC_ISSUER } = server;
  const database = sharedDatabaseOf(server);
  const folder = TOLLGATE_DATA === '' ? DEFAULT_FOLDER : TOLLGATE_DATA;
  const hasAdministrators = ADMIN_API_KEY !== null || OIDC_ISSUER !== '';
  const isAsked = isUsed || TOLLGATE_DATA !== '' || database !== null || hasAdministrators;
  return isAsked || existsSync(join(folder, 'tollgate.db')) ? { database, folder } : null;
}

/** `null` = there is none. */
export function sharedDatabaseOf(server: DatabaseSettings): SharedDatabase | null {
  if (server.DATABASE_URL === null) return null;
  return {
    url: server.DATABASE_URL,
    maxConnections: server.DATABASE_MAX_CONNECTIONS,
    connectTimeoutMs: server.DATABASE_CONNECT_TIMEOUT_MS,
    queryTimeoutMs: server.DATABASE_QUERY_TIMEOUT_MS,
  };
}
