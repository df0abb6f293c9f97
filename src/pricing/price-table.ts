import type { ModelPrice, PriceCalculation, Provider } from '@pydantic/genai-prices';
import { priceTimesOf, type PriceTimes } from './price-periods.js';
import { hasModel, isItself, resoldBy } from './table-names.js';

type PricePackage = typeof import('@pydantic/genai-prices');

/** A model of a provider at a time, whose price is asked for. */
export interface PricedModel {
  /** The table's id of the provider, in full. */
  readonly priceProviderId: string;
  /** As the provider names it; a dated snapshot has the price that the table gives it. */
  readonly model: string;
  /** In milliseconds since the Unix epoch: prices change by date and by hour (UTC). */
  readonly atMs: number;
}

/** A model in the bundled table. */
export interface TableModel {
  /** `null` = none of its prices holds at that time. */
  readonly prices: ModelPrice | null;
  /** In tokens; `null` = the table does not say. */
  readonly contextWindow: number | null;
}

/**
 * What the bundled table says of a model at a time; `null` = it does not know the model. Never throws. A search of some
 * 100 µs: `table-memory.ts` remembers what it finds.
 */
export function searchTable(asked: PricedModel): TableModel | null {
  const found = lookUp(asked);
  if (!found || !isItself(asked.model, found.model)) return null;
  return {
    prices: holds(found, asked.atMs) ? found.model_price : null,
    contextWindow: found.model.context_window ?? null,
  };
}

/** When prices at a provider change; `null` = that is not known. Of an unknown provider they never do. */
export function findPriceTimes(priceProviderId: string): PriceTimes | null {
  const provider = findProviderById(priceProviderId);
  if (provider?.id !== priceProviderId) return priceTimesOf([]);
  return priceTimesOf([provider, ...resoldBy(provider, findProviderById)].flatMap(({ models }) => models));
}

/** Asked what nothing costs, the package tells the prices that it would have used. */
function lookUp({ model, priceProviderId, atMs }: PricedModel): PriceCalculation | null {
  const { calcPrice } = pricePackage();
  try {
    const provider = findProviderById(priceProviderId);
    // by itself the package takes a part of the provider's name, and another provider's prices, for a match
    if (provider?.id !== priceProviderId || !hasModel(provider, model, findProviderById)) return null;
    return calcPrice({}, model, { providerId: priceProviderId, timestamp: new Date(atMs) });
  } catch {
    return null; // its way to say that it does not understand its own table, or the time
  }
}

/** Where no price holds, the package falls back on the model's first one. */
function holds({ model, model_price }: PriceCalculation, atMs: number): boolean {
  if (!Array.isArray(model.prices)) return true;
  const index = model.prices.findIndex(({ prices }) => prices === model_price);
  const constraint = model.prices[index]?.constraint;
  if (constraint?.type === 'start_date') return Date.parse(constraint.start_date) <= atMs;
  return constraint === undefined || index > 0; // the first one's hours may be over
}

function findProviderById(providerId: string): Provider | undefined {
  return pricePackage().findProvider({ providerId });
}

let loadedPackage: PricePackage | null = null;

/** Loaded when the first price is asked for, for it takes time and memory. Asking Node again would look at the disk. */
function pricePackage(): PricePackage {
  loadedPackage ??= require('@pydantic/genai-prices') as PricePackage;
  return loadedPackage;
}
