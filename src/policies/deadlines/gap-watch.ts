import type { Clock } from '../../common/clock.js';

/**
 * Time without a word while somebody waits for one. What comes without a word, such as comments or empty chunks, does
 * not start it anew; a reader who takes his time does not count. One timer for the whole of it: chunks are many.
 */
export class GapWatch {
  /** Waited since the last word, up to the wait that runs. */
  private waitedMs = 0;
  /** When the wait that runs began; `null` = nobody waits. */
  private sinceMs: number | null = null;
  private cancelTimer: (() => void) | null = null;

  /** @param onLate is called once, when `limitMs` of waiting brought no word. */
  constructor(
    private readonly limitMs: number,
    private readonly clock: Clock,
    private readonly onLate: () => void,
  ) {}

  /** Somebody waits from now on. */
  wait(): void {
    this.sinceMs = this.clock.monotonicMs();
    if (this.cancelTimer === null) this.lookIn(this.limitMs - this.waitedMs);
  }

  /** The wait is over. */
  came({ isWord }: { readonly isWord: boolean }): void {
    if (isWord) this.waitedMs = 0;
    else if (this.sinceMs !== null) this.waitedMs += this.clock.monotonicMs() - this.sinceMs;
    this.sinceMs = null;
  }

  /** Must be called when the work is over. */
  stop(): void {
    this.cancelTimer?.();
  }

  private lookIn(delayMs: number): void {
    this.cancelTimer = this.clock.setTimer(delayMs, () => {
      this.cancelTimer = null;
      if (this.sinceMs === null) return;
      const leftMs = this.limitMs - this.waitedMs - (this.clock.monotonicMs() - this.sinceMs);
      if (leftMs > 0) this.lookIn(leftMs);
      else this.onLate();
    });
  }
}
