import { sql } from 'kysely';
import { formatPicoUsd } from '../../common/pico-usd.js';
import type { Store } from '../../storage/store.js';
import { matching, type CallFilter } from './call-filters.js';

/** What a provider says that a model's calls cost, beside what they cost by the prices that are known here. */
export interface DriftRow {
  readonly provider: string;
  readonly model: string | null;
  readonly calls: number;
  readonly provider_cost_usd: string;
  readonly computed_cost_usd: string;
  readonly difference_usd: string;
}

/** A row of nothing: its names are those of each row. */
export const BLANK_DRIFT: DriftRow = Object.freeze({
  provider: '',
  model: null,
  calls: 0,
  provider_cost_usd: '0',
  computed_cost_usd: '0',
  difference_usd: '0',
});

/** Of calls that have both: an index has these alone. */
export async function driftOf(store: Store, filter: CallFilter): Promise<readonly DriftRow[]> {
  await store.settled();
  const rows = await driftQuery(store, filter).execute();
  return rows.map((row) => {
    const provider = row.provider_high * 1_000_000n + row.provider_low;
    const computed = row.computed_high * 1_000_000n + row.computed_low;
    return {
      provider: row.provider,
      model: row.model_sent,
      calls: Number(row.calls),
      provider_cost_usd: formatPicoUsd(provider),
      computed_cost_usd: formatPicoUsd(computed),
      difference_usd: formatPicoUsd(provider - computed),
    };
  });
}

export function driftQuery(store: Pick<Store, 'reports'>, filter: CallFilter) {
  return store.reports
    .selectFrom('calls')
    .select(['provider', 'model_sent'])
    .select([
      sql<bigint>`count(*)`.as('calls'),
      sql<bigint>`sum(provider_cost / 1000000)`.as('provider_high'),
      sql<bigint>`sum(provider_cost % 1000000)`.as('provider_low'),
      sql<bigint>`sum(computed_cost / 1000000)`.as('computed_high'),
      sql<bigint>`sum(computed_cost % 1000000)`.as('computed_low'),
    ])
    .where(matching(filter))
    .where('provider_cost', 'is not', null)
    .where('computed_cost', 'is not', null)
    .groupBy(['provider', 'model_sent'])
    .orderBy('provider')
    .orderBy('model_sent');
}
