import { formatPicoUsd } from '../../common/pico-usd.js';
import type { Store } from '../../storage/store.js';

/** What a call cost before it was priced anew, the latest first. @throws what the store throws. */
export async function earlierCosts(store: Store, callId: string) {
  const rows = await store.db
    .selectFrom('repriced_calls')
    .innerJoin('repricings', 'repricings.id', 'repriced_calls.repricing_id')
    .select(['repricings.at', 'cost', 'cost_source', 'price_version'])
    .where('call_id', '=', callId)
    .orderBy('repricing_id', 'desc')
    .execute();
  return rows.map(({ at, cost, cost_source, price_version }) => ({
    repriced_at: new Date(at).toISOString(),
    cost_usd: cost === null ? null : formatPicoUsd(cost),
    cost_source,
    price_version,
  }));
}
