import type { ModelPrice } from '@pydantic/genai-prices';
import type { ListedModel, ListedPrices, LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { formatUsdPerMillion } from './decimal.js';
import { findTableModel } from './table-memory.js';
import { fromTablePrices } from './table-prices.js';
import { fromOperatorPrice, type UnitPrices } from './unit-prices.js';

/** Who told the prices of a model: the operator’s file, the provider’s own list, or the bundled table. */
export type PriceSource = 'operator' | 'provider' | 'price_table';

/** In US dollars per million tokens, as decimal strings, and who told them. */
export interface SourcedPrices extends ListedPrices {
  readonly source: PriceSource;
}

/** Limits, in tokens, and prices of a model, from the source that knows them; `null` = no source does. */
export interface ModelFacts {
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly prices: SourcedPrices | null;
}

/**
 * Finds what is known of a provider's models, many of them in a row. Of prices the operator's word goes first, then
 * that of the provider's list, then the bundled table; of limits the list's, then the table's.
 *
 * @param atMs milliseconds since the Unix epoch; prices in the table have dates.
 */
export function modelFacts(
  { definition, settings }: Pick<LlmProvider, 'definition' | 'settings'>,
  atMs: number,
): (listed: ListedModel) => ModelFacts {
  const { id, priceProviderId = id } = definition;
  const tablePrices = rememberingPricesIn();
  return (listed) => {
    const table =
      priceProviderId === null ? null : findTableModel({ priceProviderId, model: listed.id, atMs });
    const own = settings.prices?.get(listed.id, atMs);
    return {
      contextWindow: listed.contextWindow ?? table?.contextWindow ?? null,
      maxOutputTokens: listed.maxOutputTokens ?? null,
      prices:
        (own ? sourced('operator', fromOperatorPrice(own)) : null) ??
        providerPrices(definition, listed) ??
        tablePrices(table?.prices ?? null),
    };
  };
}

/** A simulator costs nothing. */
function providerPrices(
  { isSimulated }: Pick<ProviderDefinition, 'isSimulated'>,
  { prices }: ListedModel,
): SourcedPrices | null {
  if (prices) return { ...prices, source: 'provider' };
  return isSimulated ? { ...FREE, source: 'provider' } : null;
}

const FREE: ListedPrices = Object.freeze({
  inputUsdPerMillion: '0',
  cachedInputUsdPerMillion: null,
  outputUsdPerMillion: '0',
});

/** Of a request without tokens, which is below every tier; all forms of a model share a price in the table. */
function rememberingPricesIn(): (table: ModelPrice | null) => SourcedPrices | null {
  const known = new Map<ModelPrice, SourcedPrices | null>();
  return (table) => {
    if (table === null) return null;
    const found = known.get(table);
    if (found !== undefined) return found;
    const prices = sourced('price_table', fromTablePrices(table, 0));
    known.set(table, prices);
    return prices;
  };
}

/** A model that only reads has no price of output. */
function sourced(source: PriceSource, prices: UnitPrices | null): SourcedPrices | null {
  if (prices === null) return null;
  const { input, cachedInput, output } = prices;
  return {
    inputUsdPerMillion: formatUsdPerMillion(input),
    cachedInputUsdPerMillion: cachedInput === null ? null : formatUsdPerMillion(cachedInput),
    outputUsdPerMillion: output === null ? null : formatUsdPerMillion(output),
    source,
  };
}
