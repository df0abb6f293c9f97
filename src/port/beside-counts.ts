import type { Fields } from '../common/fields.js';

/** What chunks say of themselves, and of how many tokens there were. */
const OF_ANY_CHUNK: ReadonlySet<string> = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'system_fingerprint',
  'service_tier',
  'provider',
  'obfuscation',
]);

/**
 * Whether a chunk that counts tokens says something besides. llama.cpp puts its `timings` into the last chunk, which is
 * one that only counts where usage was asked for, as the gateway always does.
 */
export function saysMoreThanCounts(chunk: object): boolean {
  for (const name in chunk) {
    const value = (chunk as Fields)[name];
    if (value !== null && value !== undefined && !OF_ANY_CHUNK.has(name)) return true;
  }
  return false;
}
