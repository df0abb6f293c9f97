import type { LlmProvider } from '../port/llm-provider.js';
import type { CompletionUsage } from '../port/canonical.js';
import { pricedName } from './priced-name.js';
import { servedExtras } from './service-extras.js';
import { costPartsOf } from './cost-of-usage.js';
import type { CostParts } from './cost-parts.js';

/** The bundled table, and its version: as package.json pins it. */
export const PRICE_TABLE_VERSION = 'genai-prices 0.1.8';

/** The prices in the operator's file. */
const OPERATOR_VERSION = 'operator';

/** Both sides of a bill: what the provider says that the tokens cost, and what they cost by prices that are known here. */
export interface BothCosts {
  /** What the provider says it cost: US dollars as a decimal string; `null` = it says nothing. */
  readonly providerUsd: string | null;
  /** `null` = not known. */
  readonly parts: CostParts | null;
  /** Which price of the operator's it was; `null` = the model has none, and it was the table's. */
  readonly operatorVersion: string | null;
  /** In words, what it was billed for besides its tokens at their usual price; `null` = nothing. */
  readonly extras: string | null;
}

/** Between a version and the extras of a call. */
const WITH = ' + ';

/** By what a call was priced, as its row names it: `genai-prices 0.1.8`, `operator + priority`. */
export function priceVersionOf({
  operatorVersion,
  extras,
}: Pick<BothCosts, 'operatorVersion' | 'extras'>): string {
  const version = operatorVersion ?? PRICE_TABLE_VERSION;
  return extras === null ? version : version + WITH + extras;
}

/** Counts of tokens do not tell what such a call costs. */
export function isPricedWithExtras(priceVersion: string | null): boolean {
  return priceVersion?.includes(WITH) ?? false;
}

/** The model that answered, and the name it was asked by. */
interface ModelNames {
  /** As the provider names it in its answer. */
  readonly answered: string;
  readonly asked: string;
}

type PricedProvider = Pick<LlmProvider, 'definition' | 'settings'>;

/** Whose prices an answer is priced by, and what its provider says that it cost. */
export function priceSourceOf(
  { definition, settings }: PricedProvider,
  names: ModelNames,
  usage: CompletionUsage,
  atMs: number,
): Omit<BothCosts, 'parts'> {
  const own = settings.prices?.get(pricedName(settings.prices, names, atMs), atMs);
  const operatorVersion = own ? (own.version ?? OPERATOR_VERSION) : null;
  if (definition.isSimulated) return { providerUsd: null, operatorVersion, extras: null };
  return {
    providerUsd: definition.readCostUsd?.(usage) ?? null,
    operatorVersion,
    extras: extrasInWords(usage),
  };
}

/** The same, and what it costs by known prices. */
export function bothCosts(
  provider: PricedProvider,
  names: ModelNames,
  usage: CompletionUsage,
  atMs: number,
): BothCosts {
  const { definition, settings } = provider;
  const model = pricedName(settings.prices, names, atMs);
  const parts = definition.isSimulated
    ? null
    : costPartsOf({ definition, model, usage, atMs }, settings.prices);
  return { ...priceSourceOf(provider, names, usage, atMs), parts };
}

function extrasInWords(usage: CompletionUsage): string | null {
  const served = servedExtras(usage);
  if (served === null) return 'unknown';
  const { tier, region, webSearches } = served;
  if (tier === null && region === null && webSearches === 0) return null;
  const words = [tier, region, webSearches > 0 ? `${webSearches} web searches` : null].filter(
    (word) => word !== null,
  );
  return words.join(WITH);
}
