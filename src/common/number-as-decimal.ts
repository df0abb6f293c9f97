const DIGITS = 12;
const PLAIN = /^\d+(?:\.\d{1,12})?$/;

/**
 * A number of 0 or more as a decimal without an exponent, to twelve digits behind the point: `0.0000001` for 1e-7, `0.3`
 * for 0.1 + 0.2. Texts stay as they are.
 */
export function numberAsDecimal(amount: string | number): string {
  const text = String(amount);
  if (typeof amount === 'string' || PLAIN.test(text)) return text;
  return amount.toFixed(DIGITS).replace(/\.?0+$/, '');
}
