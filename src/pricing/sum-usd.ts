const AMOUNT = /^(\d+)(?:\.(\d+))?$/;

/**
 * The exact sum of amounts in US dollars, as decimal strings without sign or exponent.
 * @returns `null` = one of them is not known, or no such string: of such a sum nothing certain is left to say.
 */
export function sumUsd(amounts: readonly (string | null)[]): string | null {
  const parts = amounts.map((amount) => AMOUNT.exec(amount ?? ''));
  if (parts.includes(null)) return null;
  const digits = Math.max(0, ...parts.map((part) => part?.[2]?.length ?? 0));
  const sum = parts.reduce(
    (total, part) => total + BigInt(`${part?.[1]}${(part?.[2] ?? '').padEnd(digits, '0')}`),
    0n,
  );
  const text = sum.toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
