import { decimalText } from './decimal-text.js';

/**
 * Money as a whole number of 10^-12 US dollars: fine enough for a token of every price that is listed today, and
 * 9.2 million dollars fit into the 64 bits that a store has.
 */
export type PicoUsd = bigint;

/** Digits behind the point. */
const DIGITS = 12;

const DECIMAL = /^(\d{1,30})(?:\.(\d{1,60}))?$/;

/**
 * A decimal string of US dollars, such as `0.0000125`; what is finer is rounded up, so that no sum comes out too low.
 * `null` = it is none, or below 0.
 */
export function toPicoUsd(usd: string): PicoUsd | null {
  if (usd === lastRead.usd) return lastRead.amount;
  const amount = read(usd);
  lastRead = { usd, amount };
  return amount;
}

/** Remembered, as the end of a call reads the same amount several times. */
let lastRead: { readonly usd: string; readonly amount: PicoUsd | null } = { usd: '', amount: null };

function read(usd: string): PicoUsd | null {
  const [, whole, fraction = ''] = DECIMAL.exec(usd) ?? [];
  if (whole === undefined) return null;
  const kept = fraction.length > DIGITS ? fraction.slice(0, DIGITS) : fraction.padEnd(DIGITS, '0');
  const isRounded = fraction.length > DIGITS && /[1-9]/.test(fraction.slice(DIGITS));
  return BigInt(whole + kept) + (isRounded ? 1n : 0n);
}

/** The way back, without zeros at the end: `0.0000125`, `5`, `0`. */
export function formatPicoUsd(amount: PicoUsd): string {
  return amount < 0n ? `-${decimalText(-amount, DIGITS)}` : decimalText(amount, DIGITS);
}
