import { sql } from 'kysely';
import type { Store } from '../../storage/store.js';
import { matching, type CallFilter } from './call-filters.js';

const TENTHS = sql<bigint>`cast(case when first_token_ms < 10
  then round(first_token_ms * 10) else round(first_token_ms) * 10 end as bigint)`;

/** How long streams took until their first token; `null` = there was none. */
export interface FirstTokens {
  readonly streams: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
}

/** Of calls that a filter means, to the millisecond, and below ten to a tenth of it; by their rows, since sums of days do not tell it. */
export async function firstTokensOf(store: Store, filter: CallFilter): Promise<FirstTokens> {
  await store.settled();
  const rows = await store.reports
    .selectFrom('calls')
    .select([TENTHS.as('tenths'), ({ fn }) => fn.countAll().as('count')])
    .where(matching(filter))
    .where('first_token_ms', 'is not', null)
    .groupBy('tenths')
    .orderBy('tenths')
    .execute();
  const counts = rows.map(({ tenths, count }) => ({ ms: Number(tenths) / 10, count: Number(count) }));
  const streams = counts.reduce((sum, { count }) => sum + count, 0);
  const percentile = (part: number): number | null => {
    let passed = 0;
    // the same place as in a sorted list of all
    const at = Math.min(streams - 1, Math.floor(streams * part));
    return counts.find(({ count }) => (passed += count) > at)?.ms ?? null;
  };
  return { streams, p50_ms: percentile(0.5), p95_ms: percentile(0.95), p99_ms: percentile(0.99) };
}
