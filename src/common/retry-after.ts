/** The three forms of RFC 9110, 5.6.7, of which two are obsolete. Date.parse alone would take "-1" for a year. */
const TIME = '\\d{2}:\\d{2}:\\d{2}';
const HTTP_DATES: readonly RegExp[] = [
  `^[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} ${TIME} GMT$`,
  `^[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} ${TIME} GMT$`,
  `^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d ${TIME} \\d{4}$`,
].map((form) => new RegExp(form));

/**
 * How long a provider asks to wait, in milliseconds; `null` = it did not say, or said nonsense.
 * Reads `retry-after-ms`, then `retry-after` as seconds or as an HTTP date.
 */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | null {
  const inMs = milliseconds(headers?.get('retry-after-ms'));
  if (inMs !== null) return inMs;
  const value = headers?.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return sensible(Number(value) * 1000);
  const date = HTTP_DATES.some((form) => form.test(value)) ? Date.parse(inGmt(value)) : NaN;
  return Number.isNaN(date) ? null : sensible(Math.max(0, date - nowMs));
}

/** `Retry-After` counts whole seconds; part of a second is rounded up, and 0 would invite a storm. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** The form of C's asctime names no zone, and means this one. */
function inGmt(date: string): string {
  return date.endsWith('GMT') ? date : `${date} GMT`;
}

function milliseconds(value: string | null | undefined): number | null {
  return value && /^\d+(\.\d+)?$/.test(value) ? sensible(Number(value)) : null;
}

/** Longer than a year is as good as never. */
function sensible(waitMs: number): number {
  return Math.ceil(Math.min(waitMs, 366 * 86_400_000));
}
