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

/** A Redis at an address, with the gateway's defaults. */
export function redisAt(url: string): RedisPlace {
  const { REDIS_CONNECT_TIMEOUT_MS, REDIS_ANSWER_TIMEOUT_MS } = settingsWith('REDIS_URL', url);
  return { url, connectTimeoutMs: REDIS_CONNECT_TIMEOUT_MS, answerTimeoutMs: REDIS_ANSWER_TIMEOUT_MS };
}
