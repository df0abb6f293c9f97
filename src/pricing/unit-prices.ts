import type { OperatorPrice } from '../port/provider-definition.js';
import { parseUsdPerMillion } from './decimal.js';

/** What a million tokens of each kind cost in one request, as `parseUsdPerMillion` reads it. */
export interface UnitPrices {
  readonly input: bigint;
  /** `null` = read from the cache, they cost what others cost. */
  readonly cachedInput: bigint | null;
  /** `null` = written to the cache, they cost what others cost. */
  readonly cacheWrite: bigint | null;
  /** Written to a cache that lives for an hour; `null` = no price is known: it costs more than the usual lifetime. */
  readonly cacheWrite1h: bigint | null;
  /** `null` = shown as an image, they cost what others cost. */
  readonly imageInput: bigint | null;
  /** `null` = no price is known: audio costs a multiple of text. */
  readonly audioInput: bigint | null;
  /** `null` = no price is known, as of a model that only reads. */
  readonly output: bigint | null;
  /** `null` = no price is known. */
  readonly audioOutput: bigint | null;
  /** Of one search of the web that the provider runs, in the same unit as that of one token; `null` = not known. */
  readonly webSearch: bigint | null;
}

/** @param perThousand what a thousand calls cost, as `parseUsdPerMillion` reads it. */
export function priceOfCall(perThousand: bigint | null): bigint | null {
  return perThousand === null ? null : perThousand * 1_000n;
}

/** As long as the operator's configuration lives. */
const readRows = new WeakMap<OperatorPrice, UnitPrices | null>();

/**
 * A row of the operator's prices. Without prices of their own, writing to a cache costs what other input costs, and sound
 * has none. `null` = one of the prices is not a decimal number. What was read of a row is remembered: `price` must not change.
 */
export function fromOperatorPrice(price: OperatorPrice): UnitPrices | null {
  const known = readRows.get(price);
  if (known !== undefined) return known;
  const prices = readPrices(price);
  readRows.set(price, prices);
  return prices;
}

function readPrices(price: OperatorPrice): UnitPrices | null {
  const input = parseUsdPerMillion(price.input_usd_per_million);
  const output = parseUsdPerMillion(price.output_usd_per_million);
  const others = [
    price.cached_input_usd_per_million,
    price.cache_write_usd_per_million,
    price.audio_input_usd_per_million,
    price.audio_output_usd_per_million,
    price.web_search_usd_per_thousand,
  ].map((text) => (text === undefined ? null : (parseUsdPerMillion(text) ?? 'wrong')));
  if (input === null || output === null) return null;
  const read = others.filter((found) => found !== 'wrong');
  if (read.length < others.length) return null;
  const [cachedInput = null, cacheWrite = null, audioInput = null, audioOutput = null, perSearches = null] =
    read;
  const cacheWrite1h = cacheWrite ?? input;
  const webSearch = priceOfCall(perSearches);
  const ofInput = { input, cachedInput, cacheWrite, cacheWrite1h, imageInput: null, audioInput };
  return { ...ofInput, output, audioOutput, webSearch };
}
