type Fields = Readonly<Record<string, unknown>>;

/** Nobody pays more for one answer; what is larger is no cost. */
const MOST_USD = 1_000_000;

/** OpenRouter and Requesty put the cost of a call into its usage, in US dollars: as a number, some as its digits. */
export function costOfUsage(usage: object): string | null {
  return toDecimal((usage as Fields)['cost']);
}

/** The exact decimal of the shortest form of a number, without an exponent; `null` = it is no cost. */
export function toDecimal(value: unknown): string | null {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0 && number <= MOST_USD)) return null;
  const [digits = '0', exponent = '0'] = number.toExponential().split('e');
  return shift(digits.replace('.', ''), Number(exponent));
}

/** The sum of two decimals, exactly. */
export function addDecimals(one: string, other: string): string {
  const places = Math.max(placesOf(one), placesOf(other));
  const sum = unitsOf(one, places) + unitsOf(other, places);
  return trim(shift(sum.toString(), sum.toString().length - 1 - places));
}

function shift(digits: string, exponent: number): string {
  const point = exponent + 1;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const whole = point <= 0 ? 1 : point;
  return trim(`${padded.slice(0, whole)}.${padded.slice(whole)}`);
}

function trim(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal;
}

function placesOf(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0;
}

function unitsOf(decimal: string, places: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}
