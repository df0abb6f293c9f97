import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../../storage/database.js';
import { idAt, timeOfId } from '../ledger/call-id.js';
import { between, DAY_MS, MOST_GAPS, type Gap } from '../ledger/rolled-days.js';
import { SUMMED, type UsageKind } from '../ledger/usage-sums.js';
import type { PeriodWindow } from './budget-window.js';

/** Whose calls, in columns that rows of calls and sums of days both have. */
export interface CallsMeant {
  readonly conditions: readonly RawBuilder<boolean>[];
  /** What sums of days have to tell apart for them. */
  readonly kind: UsageKind;
}

interface Sums {
  readonly high: bigint | null;
  readonly low: bigint | null;
  readonly held: bigint | null;
}

/**
 * What calls of a period came to, in 10^-12 US dollars, but for those that are under way: days that are over by their
 * sums, all other times by the rows.
 * @param but ids of calls that are not counted.
 */
export async function spentInCalls(
  db: Kysely<Database>,
  meant: CallsMeant,
  { startMs, endMs }: PeriodWindow,
  but: readonly string[] = [],
): Promise<bigint> {
  const whole = { fromMs: startMs, toMs: endMs };
  const butDays = new Set(but.map((id) => Math.floor(timeOfId(id) / DAY_MS)));
  const days = (await summedDays(db, whole)).filter((day) => !butDays.has(Number(day)));
  const gaps = between(days, whole);
  if (days.length > 0 && gaps.length <= MOST_GAPS) {
    const { high, low, held } = await sumOf(db, meant, { days, gaps }, but);
    // no row of one of these days was written in between
    if (Number(held) === days.length) return total(high, low);
  }
  const { high, low } = await sumOf(db, meant, { days: [], gaps: [whole] }, but);
  return total(high, low);
}

async function summedDays(db: Kysely<Database>, { fromMs, toMs }: Gap): Promise<readonly bigint[]> {
  let query = db
    .selectFrom('rolled_days')
    .select('day')
    .where('is_done', '=', SUMMED)
    .where('day', '>=', BigInt(Math.ceil((fromMs ?? 0) / DAY_MS)));
  if (toMs !== null) query = query.where('day', '<', BigInt(Math.floor(toMs / DAY_MS)));
  return (await query.orderBy('day').execute()).map(({ day }) => day);
}

/** No sum of parts goes beyond 64 bits. */
async function sumOf(
  db: Kysely<Database>,
  { conditions, kind }: CallsMeant,
  { days, gaps }: { readonly days: readonly bigint[]; readonly gaps: readonly Gap[] },
  but: readonly string[],
): Promise<Sums> {
  const all = (more: readonly RawBuilder<boolean>[]) => sql.join([...more, ...conditions], sql` and `);
  const ofCalls = gaps.map(({ fromMs, toMs }) => {
    const within = [sql<boolean>`id >= ${idAt(fromMs ?? 0)}`, sql<boolean>`outcome <> 'pending'`];
    if (toMs !== null) within.push(sql<boolean>`id < ${idAt(toMs)}`);
    if (but.length > 0) within.push(sql<boolean>`id not in (${sql.join(but)})`);
    return sql`select sum(cost / 1000000) as high, sum(cost % 1000000) as low from calls where ${all(within)}`;
  });
  const list = sql.raw(days.join(', '));
  const ofDays = () => sql`select sum(cost_high) as high, sum(cost_low) as low from usage_days
    where ${all([sql<boolean>`kind = ${sql.lit(kind)}`, sql<boolean>`day in (${list})`])}`;
  const held = sql`(select count(*) from rolled_days where is_done = ${sql.lit(SUMMED)} and day in (${list}))`;
  const parts = days.length > 0 ? [...ofCalls, ofDays()] : ofCalls;
  const { rows } = await sql<Sums>`
    select sum(high) as high, sum(low) as low, ${days.length > 0 ? held : sql`0`} as held
    from (${sql.join(parts, sql` union all `)}) as parts`.execute(db);
  return rows[0]!;
}

function total(high: bigint | null, low: bigint | null): bigint {
  return (high ?? 0n) * 1_000_000n + (low ?? 0n);
}
