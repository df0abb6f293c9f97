import { Big } from 'big.js';

/** What is written as a decimal: digits, perhaps a point and digits, perhaps an exponent. No sign, no blanks. */
const DECIMAL = /^\d{1,30}(\.\d{1,60})?(e[+-]?\d{1,3})?$/i;

/** A decimal as `formatDecimal` writes it. */
const SHORTEST = /^(0|[1-9]\d*)(\.\d*[1-9])?$/;

/**
 * The exact value of a number, or of a text that is written like one; `null` = it is none, or below 0. A number is read
 * by its shortest form, as it came over the wire. Why a package: docs/adr/0013-decimals.md.
 */
export function readDecimal(value: unknown): Big | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && DECIMAL.test(text) ? new Big(text) : null;
}

/** A decimal string without an exponent and without zeros at the end: `0.00000125`, `12`, `0`. */
export function formatDecimal(value: Big): string {
  return value.toFixed();
}

/**
 * The exact sum of decimal strings, as one; of none it is `0`.
 * @param decimals such as `readDecimal` reads.
 * @throws Error where one is no number.
 */
export function addDecimals(...decimals: readonly string[]): string {
  const [first, ...others] = decimals;
  if (first !== undefined && others.length === 0 && SHORTEST.test(first)) return first;
  return formatDecimal(decimals.reduce((sum, decimal) => sum.plus(decimal), new Big(0)));
}
