/** Date.parse alone would take "-1" for a year. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a provider asks to wait, in milliseconds; `null` = it did not say, or said nonsense.
 * Reads `retry-after-ms`, then `retry-after` as seconds or as an HTTP date.
 */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | null {
  const inMs = wholeNumber(headers?.get('retry-after-ms'));
  if (inMs !== null) return inMs;
  const value = headers?.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return sensible(Number(value) * 1000);
  const date = HTTP_DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? null : sensible(Math.max(0, date - nowMs));
}

/** `Retry-After` counts whole seconds; part of a second is rounded up, and 0 would invite a storm. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}

function wholeNumber(value: string | null | undefined): number | null {
  return value && /^\d+(\.\d+)?$/.test(value) ? sensible(Number(value)) : null;
}

/** Nobody means to be waited for longer than a year. */
function sensible(waitMs: number): number | null {
  return waitMs <= 366 * 86_400_000 ? Math.ceil(waitMs) : null;
}
