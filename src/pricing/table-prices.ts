import type { ModelPrice } from '@pydantic/genai-prices';
import { parseUsdPerMillion } from './decimal.js';
import { priceOfCall, type UnitPrices } from './unit-prices.js';

/** The table's names of the prices that `CompletionUsage` has counts for. */
const UNIT_KEYS = {
  input: 'input_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  imageInput: 'input_image_mtok',
  audioInput: 'input_audio_mtok',
  output: 'output_mtok',
  audioOutput: 'output_audio_mtok',
} as const satisfies Record<Exclude<keyof UnitPrices, 'webSearch'>, string>;
const WEB_SEARCHES = 'web_searches_kcount';

/**
 * Prices that the cost of tokens can do without: of the provider's tools, which are no tokens; of cached audio and
 * images, which are not told apart in usage and have no cost here.
 */
const UNUSED_KEYS = new Set([
  WEB_SEARCHES,
  'storage_searches_kcount',
  'social_searches_kcount',
  'code_executions_kcount',
  'cache_audio_read_mtok',
  'cache_image_read_mtok',
]);

const USED_KEYS = new Set<string>(Object.values(UNIT_KEYS));

/** What was read of an entry of the table, by how many of its tiers a request goes beyond. */
interface ReadEntry {
  /** Where its tiers start, in tokens. */
  readonly starts: readonly number[];
  readonly byTiersReached: Map<number, UnitPrices | null>;
}

/** As long as the table lives; an entry has two tiers or three. */
const readEntries = new WeakMap<ModelPrice, ReadEntry>();

/**
 * The table's prices for a request of so many input tokens, cached ones included. `null` = it has none, or one of a kind that usage has no
 * count for, such as images that the model drew: what the rest costs is not what the answer costs. What was read of an
 * entry is remembered: `table` must not change.
 */
export function fromTablePrices(table: ModelPrice, inputTokens: number): UnitPrices | null {
  const { starts, byTiersReached } = readEntries.get(table) ?? newEntry(table);
  let tiersReached = 0;
  for (const start of starts) if (inputTokens > start) tiersReached += 1;
  const known = byTiersReached.get(tiersReached);
  if (known !== undefined) return known;
  const prices = readPrices(table, inputTokens);
  byTiersReached.set(tiersReached, prices);
  return prices;
}

function newEntry(table: ModelPrice): ReadEntry {
  const tiers = Object.values<unknown>(table).flatMap((price) => (isTiered(price) ? price.tiers : []));
  const entry = { starts: [...new Set(tiers.map(({ start }) => start))], byTiersReached: new Map() };
  readEntries.set(table, entry);
  return entry;
}

function readPrices(table: ModelPrice, inputTokens: number): UnitPrices | null {
  const keys = Object.keys(table).filter((key) => table[key] !== undefined);
  const reached = (key: string): bigint | null => reachedPrice(table[key], inputTokens);
  const isUnderstood = (key: string): boolean =>
    UNUSED_KEYS.has(key) || (USED_KEYS.has(key) && reached(key) !== null);
  if (!keys.every(isUnderstood)) return null;
  const { input, ...others } = mapValues(UNIT_KEYS, reached);
  const webSearch = priceOfCall(reached(WEB_SEARCHES));
  return input === null ? null : { input, ...others, webSearch };
}

/** A tier that is reached prices every token of the request, not only those above its start. */
function reachedPrice(price: unknown, inputTokens: number): bigint | null {
  if (typeof price === 'number') return parseUsdPerMillion(String(price));
  if (!isTiered(price)) return null;
  const reached = price.tiers.filter(({ start }) => inputTokens > start);
  const highest = reached.toSorted((one, other) => one.start - other.start).at(-1);
  return parseUsdPerMillion(String(highest?.price ?? price.base));
}

interface TieredPrice {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

function isTiered(value: unknown): value is TieredPrice {
  const { base, tiers } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof base === 'number' &&
    Array.isArray(tiers) &&
    tiers.every((tier: { start?: unknown; price?: unknown } | null) => {
      return typeof tier?.start === 'number' && typeof tier.price === 'number';
    })
  );
}

function mapValues<Key extends string, From, To>(
  values: Readonly<Record<Key, From>>,
  map: (value: From) => To,
): Record<Key, To> {
  const entries = Object.entries<From>(values).map(([key, value]) => [key, map(value)]);
  return Object.fromEntries(entries) as Record<Key, To>;
}
