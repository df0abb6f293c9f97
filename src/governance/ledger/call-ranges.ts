import { sql } from 'kysely';
import type { Store } from '../../storage/store.js';
import { matchingNames, type CallFilter } from './call-filters.js';
import { DAY_MS, readFrom, type Gap } from './rolled-days.js';
import { SUMMED } from './usage-sums.js';

/** By which calls are looked for without an index of their own. */
const NAMES = ['user', 'team', 'model', 'provider', 'outcome', 'client', 'surface'] as const;

/**
 * The times in which calls of a filter may be, the latest first: without the days whose sums have none of them. What is
 * rare would be looked for in all rows otherwise.
 */
export async function rangesOf(store: Store, filter: CallFilter): Promise<readonly Gap[]> {
  const { fromMs = null, toMs = null, key = null, session = null } = filter;
  const whole = [{ fromMs, toMs }];
  const hasIndex = key !== null || session !== null;
  if (hasIndex || NAMES.every((name) => (filter[name] ?? null) === null)) return whole;
  const { days, gaps } = await readFrom(store, [], filter);
  if (days.length === 0) return whole;
  const list = sql.raw(days.join(', '));
  const { rows } = await sql<{ readonly day: bigint | null; readonly held: bigint | null }>`
    select day, null as held from usage_days
      where kind = 'day' and day in (${list}) and ${matchingNames(filter)} group by day
    union all
    select null, (select count(*) from rolled_days where is_done = ${sql.lit(SUMMED)} and day in (${list}))
  `.execute(store.reports);
  // a row of one of the days was written in between
  if (!rows.some(({ held }) => held !== null && Number(held) === days.length)) return whole;
  const found = rows.flatMap(({ day }) => (day === null ? [] : [Number(day) * DAY_MS]));
  const ranges = [...gaps, ...found.map((startMs) => ({ fromMs: startMs, toMs: startMs + DAY_MS }))];
  return joined(ranges.toSorted((one, other) => (one.fromMs ?? 0) - (other.fromMs ?? 0))).toReversed();
}

/** What follows on another is one with it. */
function joined(ranges: readonly Gap[]): readonly Gap[] {
  const all: Gap[] = [];
  for (const range of ranges) {
    const last = all.at(-1);
    if (last && last.toMs === range.fromMs) all[all.length - 1] = { fromMs: last.fromMs, toMs: range.toMs };
    else all.push(range);
  }
  return all;
}
