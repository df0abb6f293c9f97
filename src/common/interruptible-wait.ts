import type { Clock } from './clock.js';

/**
 * Waits on the clock; 0 does not wait at all.
 * @throws the signal's reason as soon as it is aborted; the timer is cancelled then.
 */
export async function waitUnlessAborted(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (delayMs <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wakeUp = () => resolve();
  const cancelTimer = clock.setTimer(delayMs, wakeUp);
  signal.addEventListener('abort', wakeUp, { once: true });
  await promise;
  cancelTimer();
  signal.removeEventListener('abort', wakeUp);
  signal.throwIfAborted();
}
