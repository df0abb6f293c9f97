import { sql } from 'kysely';
import type { Store } from '../../storage/store.js';
import { matching, type CallFilter } from './call-filters.js';
import { fromRows, hasSums, readFrom, type ReadFrom } from './rolled-days.js';
import { heldOf } from './usage-report.js';
import { FIRST_TOKEN_TENTHS } from './usage-sums.js';

/** How long streams took until their first token; `null` = there was none. */
export interface FirstTokens {
  readonly streams: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
}

/** So many streams took so long. */
interface Count {
  readonly tenths: bigint;
  readonly streams: bigint;
  /** Days that are over, and whose sums still hold. */
  readonly held: bigint;
}

/**
 * Of calls that a filter means, to the millisecond, and below ten to a tenth of it. Of all calls of days that are over,
 * by what is kept of these; otherwise by the rows.
 */
export async function firstTokensOf(store: Store, filter: CallFilter): Promise<FirstTokens> {
  await store.settled();
  const from = isOfAll(filter) ? await readFrom(store, [], filter) : fromRows(filter);
  let rows = await countsOf(store, filter, from);
  const held = rows[0] ? Number(rows[0].held) : await heldOf(store, from);
  // meanwhile a row of one of these days was written: its counts do not hold any longer
  if (held !== from.days.length) rows = await countsOf(store, filter, fromRows(filter));
  const counts = rows.map(({ tenths, streams }) => ({ ms: Number(tenths) / 10, count: Number(streams) }));
  const streams = counts.reduce((sum, { count }) => sum + count, 0);
  /** By when so many in a hundred of them had it. */
  const percentile = (percent: number): number | null => {
    let passed = 0;
    return counts.find(({ count }) => (passed += count) * 100 >= streams * percent)?.ms ?? null;
  };
  return { streams, p50_ms: percentile(50), p95_ms: percentile(95), p99_ms: percentile(99) };
}

function isOfAll({ fromMs: _from, toMs: _to, ...names }: CallFilter): boolean {
  return Object.values(names).every((name) => name === null || name === undefined);
}

async function countsOf(
  { reports }: Store,
  filter: CallFilter,
  { days, gaps, kind }: ReadFrom,
): Promise<readonly Count[]> {
  const ofCalls = gaps.map(({ fromMs, toMs }) => {
    const calls = reports
      .selectFrom('calls')
      .select([sql.raw<bigint>(FIRST_TOKEN_TENTHS).as('tenths'), ({ fn }) => fn.countAll().as('streams')])
      .where(matching({ ...filter, fromMs, toMs }))
      .where('first_token_ms', 'is not', null)
      .groupBy('tenths');
    return sql`select tenths, streams from ${calls.as('calls')}`;
  });
  const list = sql.raw(days.join(', '));
  const ofDays = sql`select tenths, sum(streams) as streams from first_token_days where day in (${list}) group by tenths`;
  const held = sql`(select count(*) from rolled_days where ${hasSums(kind)} and day in (${list}))`;
  const isSummed = days.length > 0;
  const { rows } = await sql<Count>`
    select tenths, cast(sum(streams) as bigint) as streams, ${isSummed ? held : sql`0`} as held
    from (${sql.join(isSummed ? [...ofCalls, ofDays] : ofCalls, sql` union all `)}) as parts
    group by tenths order by tenths`.execute(reports);
  return rows;
}
