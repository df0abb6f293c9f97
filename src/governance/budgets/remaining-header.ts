import type { HeadersInTurns } from '../../common/http/headers-in-turns.js';
import { formatPicoUsd, type PicoUsd } from '../../common/pico-usd.js';

export const REMAINING_HEADER = 'x-tollgate-budget-remaining-usd';

/** Tells what is left of the tightest of these; of none, nothing. */
export function remainingHeaders(remaining: readonly PicoUsd[]): HeadersInTurns {
  if (remaining.length === 0) return [];
  const least = remaining.reduce((one, other) => (other < one ? other : one));
  return [REMAINING_HEADER, formatPicoUsd(least)];
}
