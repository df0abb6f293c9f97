import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ManualClock } from '../../common/testing/manual-clock.js';

const STEP_MS = 50;

/** Moves the clock until `work` has settled; what it waits for must come within ten minutes of that clock. */
export async function driven<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let hasSettled = false;
  const settle = () => (hasSettled = true);
  work.then(settle, settle);
  for (let step = 0; step < 12_000; step++) {
    await nextTurn();
    if (hasSettled) return work;
    clock.advance(STEP_MS);
  }
  throw new Error('it never settled');
}
