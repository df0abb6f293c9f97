import { formatDecimal, readDecimal } from '../../common/decimal.js';

type Fields = Readonly<Record<string, unknown>>;

/** No answer costs more; what is larger is no cost. */
const MOST_USD = 1_000_000;

/** OpenRouter and Requesty put the cost of a call into its usage, in US dollars: as a number, some as its digits. */
export function costOfUsage(usage: object): string | null {
  return toDecimal((usage as Fields)['cost']);
}

/** A cost as an exact decimal, without an exponent; `null` = it is none. */
export function toDecimal(value: unknown): string | null {
  const cost = readDecimal(value);
  return cost === null || cost.gt(MOST_USD) ? null : formatDecimal(cost);
}
