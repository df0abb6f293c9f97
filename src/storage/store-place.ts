import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerSettings } from '../config/settings.js';

/** Where the store is. */
export interface StorePlace {
  /** `postgres://…`; `null` = embedded. */
  readonly databaseUrl: string | null;
  /** The folder of the embedded one. */
  readonly folder: string;
}

const DEFAULT_FOLDER = 'data';

/**
 * @param isUsed whether the operator's file has keys or budgets.
 * @returns `null` = nothing is to be kept, and nothing was before.
 */
export function storePlaceOf(
  server: Pick<ServerSettings, 'TOLLGATE_DATA' | 'DATABASE_URL' | 'ADMIN_API_KEY' | 'OIDC_ISSUER'>,
  isUsed: boolean,
): StorePlace | null {
  const { TOLLGATE_DATA, DATABASE_URL: databaseUrl, ADMIN_API_KEY, OIDC_ISSUER } = server;
  const folder = TOLLGATE_DATA === '' ? DEFAULT_FOLDER : TOLLGATE_DATA;
  const hasAdministrators = ADMIN_API_KEY !== null || OIDC_ISSUER !== '';
  const isAsked = isUsed || TOLLGATE_DATA !== '' || databaseUrl !== null || hasAdministrators;
  return isAsked || existsSync(join(folder, 'tollgate.db')) ? { databaseUrl, folder } : null;
}
