const ZERO = 48;

/**
 * A whole number of 10^-digits as a decimal, without an exponent and without zeros at the end: `0.0000125`, `5`, `0`.
 * @param amount 0 or more.
 */
export function decimalText(amount: bigint, digits: number): string {
  if (amount === 0n) return '0';
  const text = amount.toString();
  const point = text.length - digits;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO) end -= 1;
  if (point <= 0) return `0.${'0'.repeat(-point)}${text.slice(0, end)}`;
  const whole = text.slice(0, point);
  return end === point ? whole : `${whole}.${text.slice(point, end)}`;
}
