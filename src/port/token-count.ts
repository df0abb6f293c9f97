/** No call has so many tokens: a larger count is a mistake of the provider that reported it. */
const MAX_TOKEN_COUNT = 1_000_000_000;

/** True for what can be a count of tokens. Providers omit what they do not know, whatever the type says. */
export function isTokenCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKEN_COUNT;
}

/** A count as a provider may write it: a whole number, or the digits of one; `null` = it is none. */
export function tokenCountIn(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,10}(\.0+)?$/.test(value) ? Number(value) : value;
  return isTokenCount(number) ? number : null;
}

/** Of several places where a count may stand, the first one above 0; else 0 where one says so, `null` = none does. */
export function firstTokenCount(...values: readonly unknown[]): number | null {
  const counts = values.map(tokenCountIn).filter((count) => count !== null);
  return counts.find((count) => count > 0) ?? counts[0] ?? null;
}
