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

/** Digits, a point with digits, an exponent: as JSON writes a number, or a text that looks like one. */
const DECIMAL = /^(\d{1,3})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/i;

/** A thousand dollars for a million tokens: what costs more is told in another unit, by a server of other habits. */
const MOST_USD_PER_MILLION = 1000n;

/** `0.0000025` per token is `2.5` per million. Exact: the point moves, nothing is calculated. */
export function usdPerMillion(usdPerToken: unknown): string | null {
  // a number is written in its shortest form, as it came over the wire
  const text = typeof usdPerToken === 'number' ? String(usdPerToken) : usdPerToken;
  const [match, whole = '', fraction = '', exponent = '0'] =
    typeof text === 'string' ? (DECIMAL.exec(text) ?? []) : [];
  if (match === undefined) return null;
  const places = fraction.length - Number(exponent) - 6;
  const digits = (whole + fraction).padEnd(whole.length + fraction.length - Math.min(places, 0), '0');
  return withPoint(digits, Math.max(places, 0));
}

function withPoint(digits: string, places: number): string | null {
  const padded = digits.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  if (BigInt(whole) > MOST_USD_PER_MILLION) return null;
  const fraction = padded.slice(padded.length - places).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
