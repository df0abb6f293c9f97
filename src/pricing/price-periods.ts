import type { ModelInfo } from '@pydantic/genai-prices';

const DAY_MS = 86_400_000;

/** Of a table, what its constraints name: prices stay as they are from one of these times to the next. */
export interface PriceTimes {
  /** Days on which prices begin to hold, in milliseconds since the Unix epoch. */
  readonly startsMs: readonly number[];
  /** Times of the day at which hours of prices begin or end, in milliseconds since midnight, UTC. */
  readonly timesOfDayMs: readonly number[];
}

/** `null` = a time of the day is written in another form than the table's; nothing is known of when prices change. */
export function priceTimesOf(models: readonly Pick<ModelInfo, 'prices'>[]): PriceTimes | null {
  const constraints = models
    .flatMap(({ prices }) => (Array.isArray(prices) ? prices : []))
    .flatMap(({ constraint }) => constraint ?? []);
  const days = constraints.flatMap((one) => (one.type === 'start_date' ? one.start_date : []));
  const times = constraints.flatMap((one) =>
    one.type === 'time_of_date' ? [one.start_time, one.end_time] : [],
  );
  const timesOfDayMs = [...new Set(times)].map(toTimeOfDayMs);
  if (timesOfDayMs.includes(null)) return null;
  return {
    startsMs: [...new Set(days)].map((day) => Date.parse(day)),
    timesOfDayMs: timesOfDayMs.filter((time) => time !== null),
  };
}

/**
 * A name of the period in which a time lies: at times of one period a model has one price. It comes again each day.
 * @param atMs milliseconds since the Unix epoch. `null` = no time.
 */
export function pricePeriodAt({ startsMs, timesOfDayMs }: PriceTimes, atMs: number): string | null {
  if (!Number.isFinite(atMs)) return null;
  const timeOfDayMs = ((atMs % DAY_MS) + DAY_MS) % DAY_MS;
  return `${countUpTo(atMs, startsMs)}/${countUpTo(timeOfDayMs, timesOfDayMs)}`;
}

function countUpTo(limit: number, times: readonly number[]): number {
  return times.reduce((count, time) => (time <= limit ? count + 1 : count), 0);
}

/** Of `16:30:00Z` and `18:30:00+02:00`. */
function toTimeOfDayMs(text: string): number | null {
  if (!/^\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const timeMs = Date.parse(`1970-01-02T${text}`);
  return Number.isNaN(timeMs) ? null : timeMs % DAY_MS;
}
