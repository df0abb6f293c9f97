import { sql, type SqlBool } from 'kysely';
import { GatewayError } from '../../common/errors.js';
import type { Store } from '../../storage/store.js';
import type { CallFilter } from './call-filters.js';
import { DAY_MS, type ReadFrom } from './rolled-days.js';
import { kindOf } from './usage-groups.js';
import { KINDS_OF_SOME_DAYS, SUMMED } from './usage-sums.js';

const HOUR_MS = 3_600_000;
/** Of days that are over: so many take some seconds. */
const MOST_CALLS_READ = 1_000_000;

/** A report, before it is read. */
export interface AskedReport {
  readonly groups: readonly string[];
  readonly filter: CallFilter;
  readonly from: ReadFrom;
  /** How many calls it may read one by one; a million by default. */
  readonly most?: number;
}

interface HourOfCalls {
  /** Hours since 1970, in UTC. */
  readonly hour: bigint;
  readonly calls: bigint;
}

/**
 * A report by what is summed of some days alone reads the calls of all others, one by one: that has a bound.
 * @throws GatewayError `request.invalid` with a time that is short enough, and what the store throws.
 */
export async function refuseTooManyRows(
  store: Store,
  { groups, filter, from, most = MOST_CALLS_READ }: AskedReport,
): Promise<void> {
  // the calls of one session are found by an index
  if ((filter.session ?? null) !== null || !KINDS_OF_SOME_DAYS.has(kindOf(groups, filter))) return;
  const { fromMs, toMs } = { fromMs: filter.fromMs ?? 0, toMs: filter.toMs ?? Infinity };
  let read = 0;
  let enoughMs: number | null = null;
  for (const { hour, calls } of await hoursToRead(store, filter, from)) {
    const startMs = Number(hour) * HOUR_MS;
    const meantMs = Math.min(toMs, startMs + HOUR_MS) - Math.max(fromMs, startMs);
    if (meantMs <= 0) continue;
    const before = read;
    read += (Number(calls) * meantMs) / HOUR_MS;
    if (before <= most && read > most && before > 0) enoughMs = startMs + HOUR_MS;
  }
  if (read > most) throw tooMany(groups, { read, most, enoughMs });
}

/** Of days that are over and are not read from sums, the latest first. */
async function hoursToRead(
  { reports }: Store,
  { fromMs = null, toMs = null, key = null }: CallFilter,
  { days }: ReadFrom,
): Promise<readonly HourOfCalls[]> {
  const conditions = [
    // calls of a key have an index
    key === null ? sql<SqlBool>`kind = 'hour:surface'` : sql<SqlBool>`kind = 'hour:key' and key_id = ${key}`,
    sql<SqlBool>`day in (select day from rolled_days where is_done = ${sql.lit(SUMMED)})`,
  ];
  if (days.length > 0) conditions.push(sql<SqlBool>`day not in (${sql.raw(days.join(', '))})`);
  if (fromMs !== null) conditions.push(sql<SqlBool>`day >= ${sql.lit(Math.floor(fromMs / DAY_MS))}`);
  if (toMs !== null) conditions.push(sql<SqlBool>`day <= ${sql.lit(Math.floor(toMs / DAY_MS))}`);
  const { rows } = await sql<HourOfCalls>`
    select hour, cast(sum(requests) as bigint) as calls from usage_days where ${sql.join(conditions, sql` and `)}
    group by hour order by hour desc`.execute(reports);
  return rows;
}

interface TooMany {
  readonly read: number;
  readonly most: number;
  /** From then on they are few enough; `null` = not even those of the last hour are. */
  readonly enoughMs: number | null;
}

function tooMany(groups: readonly string[], { read, most, enoughMs }: TooMany): GatewayError {
  const from =
    enoughMs === null ? '' : `, such as from=${new Date(enoughMs).toISOString().replace('.000', '')}`;
  const message = `group_by=${groups.join(',')} has to be read from ${Math.round(read)} calls here, one by one, and from ${most} at most: ask for less time${from}, for one key or one session, or by fewer names.`;
  return new GatewayError('request.invalid', message, { param: 'group_by', fault: 'wrong_value' });
}
