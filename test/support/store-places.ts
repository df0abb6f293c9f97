import { readServerSettings } from '../../src/config/settings.js';
import type { RedisPlace } from '../../src/governance/limits/redis/redis-link.js';
import { sharedDatabaseOf, type SharedDatabase, type StorePlace } from '../../src/storage/store-place.js';

const settingsWith = (name: string, value: string) =>
  readServerSettings((asked) => (asked === name ? value : undefined));

/** A database at an address, with the gateway's defaults. */
export function databaseAt(url: string): SharedDatabase {
  return sharedDatabaseOf(settingsWith('DATABASE_URL', url))!;
}

/** The store of several nodes there. */
export function placeAt(databaseUrl: string): StorePlace {
  return { database: databaseAt(databaseUrl), folder: '' };
}

/** A Redis at an address, waited for as long as a busy machine may need; the gateway waits 250 ms for an answer. */
export function redisAt(url: string, answerTimeoutMs = 20_000): RedisPlace {
  return { url, connectTimeoutMs: 20_000, answerTimeoutMs };
}
