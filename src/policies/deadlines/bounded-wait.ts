import type { Clock } from '../../common/clock.js';

/**
 * A wait that begins and ends often, and must not last for longer than its limit. One timer for all of it, set anew
 * when it fires and not when a wait begins: of a stream's chunks there are many.
 */
export class BoundedWait {
  /** When the wait that runs began; `null` = none does. */
  private sinceMs: number | null = null;
  /** Waited before, and counted as a part of the wait that runs. */
  private beforeMs = 0;
  private cancelTimer: (() => void) | null = null;

  /**
   * @param limitMs `null` = a wait may last for ever.
   * @param onLate is called once, while a wait runs that has lasted for `limitMs`.
   */
  constructor(
    private readonly limitMs: number | null,
    private readonly clock: Clock,
    private readonly onLate: () => void,
  ) {}

  get isRunning(): boolean {
    return this.sinceMs !== null;
  }

  /** @param beforeMs what had been waited already, in milliseconds, and counts towards the limit. */
  begin(beforeMs = 0): void {
    this.sinceMs = this.clock.monotonicMs();
    this.beforeMs = beforeMs;
    if (this.limitMs !== null && this.cancelTimer === null) this.lookIn(Math.max(0, this.limitMs - beforeMs));
  }

  end(): void {
    this.sinceMs = null;
  }

  /** Must be called when the work is over. */
  stop(): void {
    this.end();
    this.cancelTimer?.();
  }

  private lookIn(delayMs: number): void {
    this.cancelTimer = this.clock.setTimer(delayMs, () => {
      this.cancelTimer = null;
      if (this.sinceMs === null || this.limitMs === null) return;
      const leftMs = this.limitMs - this.beforeMs - (this.clock.monotonicMs() - this.sinceMs);
      if (leftMs > 0) this.lookIn(leftMs);
      else this.onLate();
    });
  }
}
