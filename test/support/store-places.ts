import { readServerSettings } from '../../src/config/settings.js';
import type { RedisPlace } from '../../src/governance/limits/redis/redis-link.js';
import { sharedDatabaseOf, type SharedDatabase, type StorePlace } from '../../src/storage/store-place.js';

const settingsWith = (name: string, value: string) =>
  readServerSettings((asked) => (asked === name ? value : undefined));

/** As long as a busy machine may need. */
const PATIENT_MS = 60_000;

/** A database at an address, waited for as long as it takes; otherwise with the gateway's defaults. */
export function databaseAt(url: string): SharedDatabase {
  const database = sharedDatabaseOf(settingsWith('DATABASE_URL', url))!;
  return { ...database, connectTimeoutMs: PATIENT_MS, queryTimeoutMs: PATIENT_MS };
}

/** The store of several nodes there. */
export function placeAt(databaseUrl: string): StorePlace {
  return { database: databaseAt(databaseUrl), folder: '' };
}

/** A Redis at an address, waited for as long; the gateway waits 250 ms for an answer. */
export function redisAt(url: string, answerTimeoutMs = PATIENT_MS): RedisPlace {
  return { url, connectTimeoutMs: PATIENT_MS, answerTimeoutMs };
}
