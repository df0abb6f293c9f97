/** A timer that should fire this often shows how late it is. */
const TICK_MS = 20;

/**
 * Measures how late the event loop is, until it is stopped. Keeps no process alive.
 *
 * Not `monitorEventLoopDelay`: its `reset` forgets the tick that is under way, so that a loop whose every turn takes
 * longer than the time between two readings would seem to be on time.
 */
export function watchEventLoop(): { takeMs(): number; stop(): void } {
  let tickedMs = performance.now();
  let ticks = 0;
  let lateMs = 0;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lateMs += Math.max(0, nowMs - tickedMs - TICK_MS);
    ticks += 1;
    tickedMs = nowMs;
  }, TICK_MS).unref();
  return {
    /** Mean since it was last asked, in milliseconds. */
    takeMs: () => {
      const meanMs = ticks === 0 ? 0 : lateMs / ticks;
      ticks = 0;
      lateMs = 0;
      return meanMs;
    },
    stop: () => clearInterval(timer),
  };
}
