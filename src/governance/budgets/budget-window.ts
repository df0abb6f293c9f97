import type { BudgetPeriod } from './budget.js';

/** A period that runs. Times in milliseconds since the Unix epoch. */
export interface PeriodWindow {
  readonly startMs: number;
  /** `null` = it has no end. */
  readonly endMs: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday of the epoch, 1970-01-05. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** The period of this moment, by the calendar in UTC. */
export function windowAt(per: BudgetPeriod, nowMs: number): PeriodWindow {
  switch (per) {
    case 'hour':
      return even(nowMs, HOUR_MS, 0);
    case 'day':
      return even(nowMs, DAY_MS, 0);
    case 'week':
      return even(nowMs, WEEK_MS, FIRST_MONDAY_MS);
    case 'month': {
      const now = new Date(nowMs);
      const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
      return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
    }
    case 'total':
      return { startMs: 0, endMs: null };
  }
}

/** Whether the period includes that moment. */
export function contains({ startMs, endMs }: PeriodWindow, atMs: number): boolean {
  return atMs >= startMs && (endMs === null || atMs < endMs);
}

function even(nowMs: number, lengthMs: number, offsetMs: number): PeriodWindow {
  const startMs = Math.floor((nowMs - offsetMs) / lengthMs) * lengthMs + offsetMs;
  return { startMs, endMs: startMs + lengthMs };
}

/** When what was spent is forgotten, as RFC 3339; `null` = never. */
export function resetsAt({ endMs }: PeriodWindow): string | null {
  return endMs === null ? null : new Date(endMs).toISOString();
}
