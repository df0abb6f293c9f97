import { systemClock, type Clock } from '../clock.js';

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

/** The machine's own time, which a test moves on: what is due by then comes at once, and nobody waits for it. */
export class MovableClock implements Clock {
  private readonly timers = new Set<Timer>();
  private aheadMs = 0;

  nowMs(): number {
    return systemClock.nowMs() + this.aheadMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.aheadMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const fire = () => {
      cancel();
      callback();
    };
    const stop = systemClock.setTimer(delayMs, fire);
    const timer = { dueMs: this.monotonicMs() + delayMs, fire };
    const cancel = () => {
      stop();
      this.timers.delete(timer);
    };
    this.timers.add(timer);
    return cancel;
  }

  /** Moves on by `ms`, in milliseconds, and fires what is due by then, the earliest first. */
  advance(ms: number): void {
    this.aheadMs += ms;
    const nowMs = this.monotonicMs();
    const due = [...this.timers].filter(({ dueMs }) => dueMs <= nowMs);
    for (const timer of due.toSorted((one, other) => one.dueMs - other.dueMs)) {
      if (this.timers.has(timer)) timer.fire();
    }
  }
}
