/** Time as an argument: tests hand in a clock that they move themselves. */
export interface Clock {
  /** Milliseconds since the Unix epoch; for dates. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start, never going back; for durations. */
  monotonicMs(): number;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. A pending timer keeps no process alive. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** Injects a `Clock`. */
export const CLOCK = Symbol('CLOCK');

/** The machine's own time. Its timers do not keep the process alive. */
export const systemClock: Clock = Object.freeze({
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
});
