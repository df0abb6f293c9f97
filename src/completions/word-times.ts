import type { Clock } from '../common/clock.js';

/**
 * How long the words of a streamed answer were waited for; a reader who takes his time does not count. What comes
 * without a word ends no wait: it goes on until the next word.
 */
export class WordTimes {
  /** Since the last word, or the first part of the answer. */
  private waitedMs = 0;
  /** When the wait that runs began; `null` = nobody waits. */
  private sinceMs: number | null = null;
  /** Waited for the first word after the first part of the answer, in milliseconds; `null` = none came. */
  firstMs: number | null = null;

  constructor(private readonly clock: Clock) {}

  /** Somebody waits from now on. */
  wait(): void {
    this.sinceMs = this.clock.monotonicMs();
  }

  /** @returns the wait between the word before and this one, in milliseconds; `null` = there were no two. */
  came({ isWord }: { readonly isWord: boolean }): number | null {
    if (this.sinceMs !== null) this.waitedMs += this.clock.monotonicMs() - this.sinceMs;
    this.sinceMs = null;
    if (!isWord) return null;
    const gapMs = this.firstMs === null ? null : this.waitedMs;
    this.firstMs ??= this.waitedMs;
    this.waitedMs = 0;
    return gapMs;
  }
}
