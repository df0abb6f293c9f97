/** No call has so many tokens: a larger count is a mistake of whoever reported it. */
const MAX_TOKEN_COUNT = 1_000_000_000;

/** True for what can be a count of tokens. Providers omit what they do not know, whatever the type says. */
export function isTokenCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TOKEN_COUNT;
}
