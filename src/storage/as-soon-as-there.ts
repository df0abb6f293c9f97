import type { Clock } from '../common/clock.js';
import { StoreAwayError } from './store.js';

/** A store that is away is tried again after so long. */
const AGAIN_MS = 1_000;

/**
 * Does what needs the store: now, or, where it is away, as soon as it is back. Settles behind the first try.
 * @param onFailed told of what fails later for another reason; it is tried again all the same.
 * @returns ends it.
 * @throws what the first try throws, but for `StoreAwayError`.
 */
export async function asSoonAsThere(
  clock: Clock,
  work: () => Promise<void>,
  onFailed: (error: unknown) => void,
): Promise<() => void> {
  let stop = () => {};
  let isOver = false;
  const again = () => {
    if (isOver) return;
    stop = clock.setTimer(AGAIN_MS, () => {
      void work().catch((error: unknown) => {
        if (!(error instanceof StoreAwayError)) onFailed(error);
        again();
      });
    });
  };
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreAwayError)) throw error;
    again();
  }
  return () => {
    isOver = true;
    stop();
  };
}
