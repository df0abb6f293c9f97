import type { Clock } from '../../common/clock.js';
import { BoundedWait } from './bounded-wait.js';

interface WordWaitsOptions {
  readonly clock: Clock;
  /** Between two words, in milliseconds; `null` = no limit. */
  readonly gapMs: number | null;
  /** Called once, when a gap has lasted for so long. */
  readonly onLate: () => void;
}

/**
 * How long the words of a streamed answer are waited for, and may be. What comes without a word, such as an empty chunk,
 * ends no wait: it goes on until the next word. The time that the reader takes is none of it. The first word has a
 * deadline of its own elsewhere; here only gaps have a limit.
 */
export class WordWaits {
  /** Waited for the first word, in milliseconds; `null` = none came. */
  firstMs: number | null = null;
  /** Waited since the last word, or since the beginning, up to the wait that runs. */
  private waitedMs = 0;
  private sinceMs: number | null = null;
  private readonly gap: BoundedWait;

  constructor(private readonly options: WordWaitsOptions) {
    this.gap = new BoundedWait(options.gapMs, options.clock, options.onLate);
  }

  /** From where another has counted so far. */
  goOn({
    firstTokenMs,
    waitedMs,
  }: {
    readonly firstTokenMs: number | null;
    readonly waitedMs: number;
  }): void {
    this.firstMs = firstTokenMs;
    this.waitedMs = waitedMs;
  }

  /** @param isEndless the answer is over, and what is still to come has no word in it. */
  wait({ isEndless }: { readonly isEndless: boolean }): void {
    this.sinceMs = this.options.clock.monotonicMs();
    if (this.firstMs !== null && !isEndless) this.gap.begin(this.waitedMs);
  }

  /** @returns the wait between the word before and this one, in milliseconds; `null` = there were no two. */
  came({ isWord }: { readonly isWord: boolean }): number | null {
    if (this.sinceMs !== null) this.waitedMs += this.options.clock.monotonicMs() - this.sinceMs;
    this.sinceMs = null;
    this.gap.end();
    if (!isWord) return null;
    const gapMs = this.firstMs === null ? null : this.waitedMs;
    this.firstMs ??= this.waitedMs;
    this.waitedMs = 0;
    return gapMs;
  }

  /** Must be called when the work is over. */
  stop(): void {
    this.gap.stop();
  }
}
