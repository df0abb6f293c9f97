import { formatDecimal, readDecimal } from '../../common/decimal.js';
import type { ListedModel, ListedPrices } from '../../port/llm-provider.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * The prices in an entry of a list of models, US dollars per token: OpenRouter's `pricing` (texts; `-1` = it depends,
 * openrouter.ai/docs, Models) and Requesty's `input_price`, `cached_price` and `output_price` (numbers; the unit as
 * cline's refreshRequestyModels.ts reads it), both read 2026-11-23.
 */
export function pricesIn(entry: Fields): Pick<ListedModel, 'prices'> {
  const pricing = isObject(entry['pricing']) ? entry['pricing'] : {};
  const input = usdPerMillion(pricing['prompt'] ?? entry['input_price']);
  const output = usdPerMillion(pricing['completion'] ?? entry['output_price']);
  if (input === null || output === null) return {};
  const cached = usdPerMillion(pricing['input_cache_read'] ?? entry['cached_price']);
  const prices: ListedPrices = {
    inputUsdPerMillion: input,
    // 0 also stands where nothing is cached: beside a price of other input it tells nothing
    cachedInputUsdPerMillion: cached === '0' && input !== '0' ? null : cached,
    outputUsdPerMillion: output,
  };
  return { prices };
}

/** A thousand dollars for a million tokens: what costs more is told in another unit, by a server of other habits. */
const MOST_USD_PER_MILLION = 1000;

/** `0.0000025` per token is `2.5` per million, exactly. */
export function usdPerMillion(usdPerToken: unknown): string | null {
  const price = readDecimal(usdPerToken)?.times(1_000_000);
  return price === undefined || price.gte(MOST_USD_PER_MILLION + 1) ? null : formatDecimal(price);
}
