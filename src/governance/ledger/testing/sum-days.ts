import type { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Store } from '../../../storage/store.js';
import { UsageDays } from '../usage-days.js';

/** Sums all days that are over, as a gateway does: a day is marked by one look, and summed by one a minute later. */
export async function sumDays(store: Store, clock: ManualClock): Promise<void> {
  const days = new UsageDays(store, clock, (error) => {
    throw error;
  });
  await days.look();
  clock.advance(60_000);
  await days.look();
}

/** The same database, in which the sums of another node, that knows nothing of sound, come behind each transaction. */
export function overwriting(db: Store['db']): Store['db'] {
  type Work = Parameters<ReturnType<Store['db']['transaction']>['execute']>[0];
  const execute = async (work: Work) => {
    const done = await db.transaction().execute(work);
    await db.updateTable('usage_days').set({ audio_tokens: null }).where('kind', '=', 'day').execute();
    return done;
  };
  return { transaction: () => ({ execute }) } as unknown as Store['db'];
}
