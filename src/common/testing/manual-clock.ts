import type { Clock } from '../clock.js';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock for specs: it moves only when told to, and fires what is due on the way. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();
  private elapsedMs = 0;

  /** @param startMs what `nowMs` says before the clock is moved; milliseconds since the Unix epoch. */
  constructor(private readonly startMs = 0) {}

  nowMs(): number {
    return this.startMs + this.elapsedMs;
  }

  monotonicMs(): number {
    return this.elapsedMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.elapsedMs + delayMs, callback };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Timers that neither fired nor were cancelled. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /** Moves on by `ms`; a timer sees the time at which it was due. */
  advance(ms: number): void {
    const endMs = this.elapsedMs + ms;
    for (let next = this.nextDue(endMs); next; next = this.nextDue(endMs)) {
      this.timers.delete(next);
      this.elapsedMs = next.dueMs;
      next.callback();
    }
    this.elapsedMs = endMs;
  }

  /** Moves on to the next timer, and fires it. @returns whether there was one. */
  advanceToNext(): boolean {
    const next = this.nextDue(Infinity);
    if (next) this.advance(Math.max(0, next.dueMs - this.elapsedMs));
    return next !== undefined;
  }

  private nextDue(endMs: number): Timer | undefined {
    const due = [...this.timers].filter(({ dueMs }) => dueMs <= endMs);
    return due.toSorted((a, b) => a.dueMs - b.dueMs)[0];
  }
}
