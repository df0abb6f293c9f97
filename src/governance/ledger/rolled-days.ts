import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Store } from '../../storage/store.js';
import type { CallFilter } from './call-filters.js';
import { kindOf } from './usage-groups.js';
import { kindsThatTell, KINDS_OF_SOME_DAYS, SUMMED, TELLS_AUDIO, type UsageKind } from './usage-sums.js';

export const DAY_MS = 86_400_000;
/** Each is a part of the statement of its own. */
export const MOST_GAPS = 20;

/** A time whose rows are read; `null` = without an end. Milliseconds since the Unix epoch. */
export interface Gap {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Which days of a report are read from their sums, and which times beside them from the rows. */
export interface ReadFrom {
  /** What the sums of these days tell apart. */
  readonly kind: UsageKind;
  readonly days: readonly bigint[];
  readonly gaps: readonly Gap[];
}

/** What a report can take from sums of days; all from the rows where it asks for what they do not tell. */
export async function readFrom(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
): Promise<ReadFrom> {
  const { session = null } = filter;
  const kind = kindOf(groups, filter);
  // the calls of one session are found by an index
  if (session !== null) return fromRows(filter);
  const { fromMs = null, toMs = null } = filter;
  const rows = await store.reports
    .selectFrom('rolled_days')
    .select('day')
    .where(hasSums(kind))
    .where('day', '>=', BigInt(Math.ceil((fromMs ?? 0) / DAY_MS)))
    .orderBy('day')
    .execute();
  const days = rows
    .map(({ day }) => day)
    .filter((day) => toMs === null || (Number(day) + 1) * DAY_MS <= toMs);
  // a time without length has no gaps either
  if (days.length === 0) return fromRows(filter);
  const gaps = between(days, { fromMs, toMs });
  return gaps.length > MOST_GAPS ? fromRows(filter) : { kind, days, gaps };
}

/** SQL: a row of `rolled_days` is of a day whose sums hold, and tell all that is asked for. */
export const IS_SUMMED = sql<SqlBool>`(is_done = ${sql.lit(SUMMED)} and has_audio = ${sql.lit(TELLS_AUDIO)})`;

/** SQL: a row of `rolled_days` is of a day whose sums hold, and which has those of a kind, or had no calls. */
export function hasSums(kind: UsageKind): RawBuilder<SqlBool> {
  if (!KINDS_OF_SOME_DAYS.has(kind)) return IS_SUMMED;
  const has = (is: RawBuilder<SqlBool>) =>
    sql<SqlBool>`exists (select 1 from usage_days where ${is} and usage_days.day = rolled_days.day)`;
  return sql<SqlBool>`(${IS_SUMMED} and (${has(isOfKind(kind))} or not ${has(isOfKind('day'))}))`;
}

/** SQL: a row of `usage_days` tells what sums of a kind do. */
export function isOfKind(kind: UsageKind): RawBuilder<SqlBool> {
  return sql<SqlBool>`kind in (${sql.join(kindsThatTell(kind).map((each) => sql.lit(each)))})`;
}

/** The whole time from the rows of calls, none of it from sums. */
export function fromRows({ fromMs = null, toMs = null }: CallFilter): ReadFrom {
  return { kind: 'day', days: [], gaps: [{ fromMs, toMs }] };
}

/** The times of a whole that days do not have. */
export function between(days: readonly bigint[], { fromMs, toMs }: Gap): readonly Gap[] {
  const gaps: Gap[] = [];
  let behindMs = fromMs;
  for (const day of days) {
    const startMs = Number(day) * DAY_MS;
    if (behindMs === null || behindMs < startMs) gaps.push({ fromMs: behindMs, toMs: startMs });
    behindMs = startMs + DAY_MS;
  }
  if (toMs === null || behindMs === null || behindMs < toMs) gaps.push({ fromMs: behindMs, toMs });
  return gaps;
}
