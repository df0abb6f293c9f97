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
