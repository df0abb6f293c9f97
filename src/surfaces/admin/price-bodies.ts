import { GatewayError } from '../../common/errors.js';
import { numberAsDecimal } from '../../common/number-as-decimal.js';
import type { OperatorPrice } from '../../port/provider-definition.js';
import type { PriceToSet } from '../../governance/prices/price-administration.js';
import type { RepricedWindow } from '../../governance/prices/repricing.js';
import { checkedBody } from './admin-bodies.js';

const AMOUNT = {
  description: 'US dollars per million tokens.',
  oneOf: [
    {
      type: 'string',
      pattern: '^\\d{1,12}(\\.\\d{1,12})?$',
      patternErrorMessage: 'a decimal number, such as "0.15"',
    },
    { type: 'number', minimum: 0, maximum: 1_000_000 },
  ],
  example: '0.15',
} as const;
const NAME = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  patternErrorMessage: 'a name without control characters',
} as const;
const TIME = {
  description: 'A day, or a time as RFC 3339 has it, in UTC.',
  type: 'string',
  maxLength: 40,
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
  patternErrorMessage: 'a day, or a time such as 2027-01-31T00:00:00Z',
} as const;

const AMOUNTS = {
  input_usd_per_million: AMOUNT,
  cached_input_usd_per_million: { ...AMOUNT, description: 'Left out, cached tokens cost what others cost.' },
  cache_write_usd_per_million: {
    ...AMOUNT,
    description: 'Left out, tokens that are written to a cache cost what others cost.',
  },
  audio_input_usd_per_million: { ...AMOUNT, description: 'Left out, the price of sound is not known.' },
  output_usd_per_million: AMOUNT,
  audio_output_usd_per_million: { ...AMOUNT, description: 'Left out, the price of sound is not known.' },
  web_search_usd_per_thousand: {
    ...AMOUNT,
    description:
      'US dollars per thousand searches of the web that the provider runs. Left out, as is known of it.',
  },
  flex_factor: {
    ...AMOUNT,
    description: 'So many times the prices of tokens in the service tier flex. Left out, as is known of it.',
  },
  priority_factor: {
    ...AMOUNT,
    description:
      'So many times the prices of tokens in the service tier priority. Left out, as is known of it.',
  },
} as const;

/** JSON Schema of a price. */
export const PRICE_BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['provider', 'model', 'input_usd_per_million', 'output_usd_per_million'],
  properties: {
    provider: { ...NAME, description: 'Its id.' },
    model: { ...NAME, description: 'Its exact name at the provider.' },
    valid_from: { ...TIME, description: 'From when on it holds, in UTC; left out = from now on.' },
    ...AMOUNTS,
  },
} as const;

/** JSON Schema of a window of calls that is to be priced anew. */
export const REPRICE_BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to', 'model'],
  properties: {
    from: TIME,
    to: { ...TIME, description: 'Not in it.' },
    model: {
      ...NAME,
      description:
        'As it was sent to the provider, or as it answered; with the provider’s id before it, such as openai/gpt-9, or without. A router’s own openai/gpt-9 is openrouter/openai/gpt-9, or has its `provider` beside it.',
    },
    provider: { ...NAME, description: 'Its id; left out = any.' },
  },
} as const;

type Amounts = { readonly [Name in keyof typeof AMOUNTS]?: string | number };

/** @throws GatewayError `request.invalid` */
export function priceIn(body: unknown, nowMs: number): PriceToSet {
  const { provider, model, valid_from, ...amounts } = checkedBody<
    { readonly provider: string; readonly model: string; readonly valid_from?: string } & Amounts
  >(PRICE_BODY, body);
  const validFromMs = valid_from === undefined ? nowMs : timeIn(valid_from, 'valid_from');
  return { provider, model, validFromMs, price: inDecimals(amounts) };
}

/** @throws GatewayError `request.invalid` */
export function windowIn(body: unknown): RepricedWindow {
  const {
    from,
    to,
    model,
    provider = null,
  } = checkedBody<{
    readonly from: string;
    readonly to: string;
    readonly model: string;
    readonly provider?: string;
  }>(REPRICE_BODY, body);
  const [fromMs, toMs] = [timeIn(from, 'from'), timeIn(to, 'to')];
  if (fromMs < toMs) return { fromMs, toMs, model, provider };
  throw new GatewayError('request.invalid', 'to has to be later than from.', { param: 'to' });
}

function inDecimals(amounts: Amounts): OperatorPrice {
  const texts = Object.entries(amounts).map(([name, amount]) => [name, decimalOf(amount, name)]);
  return Object.fromEntries(texts) as OperatorPrice;
}

/** Numbers of JSON may have an exponent. */
function decimalOf(amount: string | number, param: string): string {
  const text = numberAsDecimal(amount);
  if (typeof amount === 'string' || Number(text) === amount) return text;
  const message = `${param} has more than twelve digits behind the point.`;
  throw new GatewayError('request.invalid', message, { param });
}

function timeIn(text: string, param: string): number {
  const ms = Date.parse(text);
  // The 31st of February is read as a day in March.
  const isThere =
    !Number.isNaN(ms) &&
    new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)).toISOString().startsWith(text.slice(0, 10));
  if (isThere && ms >= 0) return ms;
  throw new GatewayError('request.invalid', `${param} is no time, such as 2026-11-29T00:00:00Z.`, { param });
}
