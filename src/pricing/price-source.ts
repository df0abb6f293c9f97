import type { LlmProvider } from '../port/llm-provider.js';
import type { CompletionUsage } from '../port/canonical.js';
import { pricedName } from './priced-name.js';
import { servedExtras } from './service-extras.js';
import { costOfUsage } from './cost-of-usage.js';

/** The bundled table, and its version: as package.json pins it. */
export const PRICE_TABLE_VERSION = 'genai-prices 0.1.8';

/** The prices in the operator's file. */
const OPERATOR_VERSION = 'operator';

/** Both sides of a bill: what the provider says that the tokens cost, and what they cost by prices that are known here. */
export interface BothCosts {
  /** US dollars as decimal strings; `null` = not told, or not known. */
  readonly providerUsd: string | null;
  readonly computedUsd: string | null;
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

/**
 * @param answered the model that answered, as the provider names it.
 * @param asked the model by which the provider was asked.
 */
export function bothCosts(
  { definition, settings }: Pick<LlmProvider, 'definition' | 'settings'>,
  { answered, asked }: { readonly answered: string; readonly asked: string },
  usage: CompletionUsage | null,
  atMs: number,
): BothCosts {
  const model = pricedName(settings.prices, { answered, asked }, atMs);
  const own = settings.prices?.get(model, atMs);
  const operatorVersion = own ? (own.version ?? OPERATOR_VERSION) : null;
  if (usage === null || definition.isSimulated)
    return { providerUsd: null, computedUsd: null, operatorVersion, extras: null };
  return {
    providerUsd: definition.readCostUsd?.(usage) ?? null,
    computedUsd: costOfUsage({ definition, model, usage, atMs }, settings.prices),
    operatorVersion,
    extras: extrasInWords(usage),
  };
}

function extrasInWords(usage: CompletionUsage): string | null {
  const { tier = null, webSearches = 0 } = servedExtras(usage) ?? {};
  const words = [tier, webSearches > 0 ? `${webSearches} web searches` : null].filter(
    (word) => word !== null,
  );
  return words.length === 0 ? null : words.join(WITH);
}
