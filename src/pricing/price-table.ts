import type { ModelPrice, PriceCalculation } from '@pydantic/genai-prices';

type PricePackage = typeof import('@pydantic/genai-prices');

export interface PricedModel {
  /** The table's id of the provider, in full. */
  readonly priceProviderId: string;
  /** As the provider names it; a dated snapshot has the price that the table gives it. */
  readonly model: string;
  /** Prices change by date and by hour (UTC). */
  readonly atMs: number;
}

/** What the bundled table says of a model at a time; `null` = nothing, or nothing that holds at that time. */
export function findTablePrices(asked: PricedModel): ModelPrice | null {
  const found = lookUp(asked);
  // by itself the package takes a part of the provider's name, and another provider's prices, for a match
  if (found?.provider.id !== asked.priceProviderId) return null;
  return holds(found, asked.atMs) ? found.model_price : null;
}

/** Asked what nothing costs, the package tells the prices that it would have used. */
function lookUp({ model, priceProviderId, atMs }: PricedModel): PriceCalculation | null {
  const { calcPrice } = pricePackage();
  try {
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

/** Loaded when the first price is asked for, for it takes time and memory; after that, Node has it in its cache. */
function pricePackage(): PricePackage {
  return require('@pydantic/genai-prices') as PricePackage;
}
