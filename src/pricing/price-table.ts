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
  if (!isItself(asked.model, found.model)) return null;
  return holds(found, asked.atMs) ? found.model_price : null;
}

/** `-2024-08-06`, `-20251001`, `-0613`, `-11-2025`, `-001`, `-latest`: forms of one model. */
const FORM_OF_MODEL = /^-(\d{4}-\d{2}-\d{2}|\d{8}|\d{2}-\d{4}|\d{3,4}|latest)$/;

/** The package also matches by beginnings, and so gives a new model the price of an older one. */
function isItself(asked: string, { id, match }: PriceCalculation['model']): boolean {
  const name = asked.toLowerCase();
  const names = [id, ...namesIn(match)].map((known) => known.toLowerCase());
  return names.some(
    (known) => name.startsWith(known) && (name === known || FORM_OF_MODEL.test(name.slice(known.length))),
  );
}

/** The names that a rule of the table spells out. */
function namesIn(rule: unknown): string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  const { equals, or } = rule as { equals?: unknown; or?: unknown };
  const own = typeof equals === 'string' ? [equals] : [];
  return Array.isArray(or) ? [...own, ...or.flatMap(namesIn)] : own;
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
