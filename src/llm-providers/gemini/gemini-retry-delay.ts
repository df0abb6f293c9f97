import { retryAfterMs } from '../../common/retry-after.js';
import { objectsOf, type Fields } from '../upstream/wire-fields.js';

/** "45.837906927s" */
const DURATION = /^(\d{1,9}(?:\.\d{1,12})?)s$/;

/** "Please retry in 45.8s.", also "in 1h2m3.5s" and "in 350.2ms". */
const IN_TEXT = /\bretry in (?:(\d{1,4})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,9}(?:\.\d{1,12})?)(ms|s)\b)?/i;

const MAX_DELAY_MS = 366 * 86_400_000;

/**
 * How long Gemini asks to wait, in milliseconds; `null` = it did not say. It sends no Retry-After: the delay stands
 * in a detail, or in the text alone (google-gemini/gemini-cli#12586, read 2026-11-23).
 */
export function retryDelayMs(error: Fields, headers: Headers | undefined, nowMs: number): number | null {
  return inDetails(error) ?? retryAfterMs(headers, nowMs) ?? inText(error['message']);
}

function inDetails(error: Fields): number | null {
  for (const { retryDelay } of objectsOf(error['details'])) {
    const [, seconds] = (typeof retryDelay === 'string' && DURATION.exec(retryDelay)) || [];
    if (seconds !== undefined) return sensible(Number(seconds) * 1000);
  }
  return null;
}

function inText(message: unknown): number | null {
  const found = typeof message === 'string' ? IN_TEXT.exec(message.slice(0, 4096)) : null;
  if (found === null) return null;
  const [, hours, minutes, rest, unit] = found;
  if (hours === undefined && minutes === undefined && rest === undefined) return null;
  const restMs = Number(rest ?? 0) * (unit?.toLowerCase() === 'ms' ? 1 : 1000);
  return sensible((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000 + restMs);
}

function sensible(delayMs: number): number | null {
  return delayMs <= MAX_DELAY_MS ? Math.ceil(delayMs) : null;
}
