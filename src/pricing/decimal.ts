import { readDecimal } from '../common/decimal.js';
import { decimalText } from '../common/decimal-text.js';
import type { PicoUsd } from '../common/pico-usd.js';

/** Digits after the point that a price per million tokens may have. */
const PRICE_DIGITS = 12;
/** A price per million tokens times a count of tokens has six digits more. */
const AMOUNT_DIGITS = PRICE_DIGITS + 6;
const AMOUNTS_IN_PICO_USD = 1_000_000n;

const PRICE = new RegExp(`^\\d{1,12}(\\.\\d{1,${PRICE_DIGITS}})?$`);

/**
 * A price in US dollars per million tokens, such as `2.5`, as a whole number of trillionths. Exact, or `null`: a sign,
 * an exponent or a thirteenth digit after the point is not read.
 */
export function parseUsdPerMillion(text: string): bigint | null {
  const price = PRICE.test(text) ? readDecimal(text) : null;
  return price && BigInt(price.times(`1e${PRICE_DIGITS}`).toFixed());
}

/**
 * The way back: US dollars per million tokens, such as `2.5`, without an exponent and without zeros at the end.
 * @param price in trillionths of a dollar per million tokens, 0 or more.
 */
export function formatUsdPerMillion(price: bigint): string {
  return formatUsd(price * 1_000_000n);
}

/**
 * The sum of parsed prices times tokens, in US dollars: exact, without an exponent and without zeros at the end.
 * @param amount trillionths of a dollar per million tokens, times tokens: 1 is 1e-18 dollars; 0 or more.
 */
export function formatUsd(amount: bigint): string {
  return decimalText(amount, AMOUNT_DIGITS);
}

/** The same in 10^-12 dollars; what is finer is rounded up, so that no sum comes out too low. */
export function inPicoUsd(amount: bigint): PicoUsd {
  return dividedUp(amount, AMOUNTS_IN_PICO_USD);
}

/** The quotient, rounded up. */
export function dividedUp(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by;
}
