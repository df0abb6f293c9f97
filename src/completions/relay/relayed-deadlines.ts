import type { Clock } from '../../common/clock.js';
import type { RelayTimes } from './relay-times.js';

/** Behind an answer that is over its end is waited for no longer than this: the usual way knows how one that lacks it ends. */
const END_WAIT_MS = 250;
/** How often a reader without room is looked at. */
const PAUSED_LOOK_MS = 1_000;

/**
 * How long a relayed stream may take, from its request on: until its first word, between two of them, and in all. The
 * time that the reader takes is no gap between words. One timer, however many words come: it never waits for longer than
 * from now on a gap may last.
 */
export class RelayedDeadlines {
  readonly startedMs: number;
  private lastWordMs: number;
  /** Since when the reader has no room; `null` = it has. */
  private pausedMs: number | null = null;
  private hasBegun = false;
  /** All that the answer says has come, and its end has not. */
  private isEnding = false;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly times: RelayTimes,
    private readonly onLate: () => void,
  ) {
    this.startedMs = clock.monotonicMs();
    this.lastWordMs = this.startedMs;
  }

  /** The provider has been asked. */
  watch(): void {
    this.lookAt(this.startedMs);
  }

  /** From now on words may come as far apart as in an answer that has begun. */
  begin(): void {
    this.hasBegun = true;
  }

  /** @returns how long it was waited for. */
  sawWord(nowMs: number): number {
    const gapMs = nowMs - this.lastWordMs;
    this.lastWordMs = nowMs;
    return gapMs;
  }

  /** The reader has no room. */
  pause(nowMs: number): void {
    this.pausedMs = nowMs;
  }

  /** @returns whether it was paused. */
  resume(): boolean {
    if (this.pausedMs === null) return false;
    this.lastWordMs += this.clock.monotonicMs() - this.pausedMs;
    this.pausedMs = null;
    return true;
  }

  /** The answer says no more: its end is all that is waited for. */
  awaitEnd(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.stop();
    const leftMs = this.startedMs + this.times.totalMs - this.clock.monotonicMs();
    this.cancelTimer = this.clock.setTimer(Math.min(END_WAIT_MS, Math.max(1, leftMs)), this.onLate);
  }

  stop(): void {
    this.cancelTimer();
  }

  /** Waited since the last word, or since the request. */
  sinceWordMs(): number {
    return (this.pausedMs ?? this.clock.monotonicMs()) - this.lastWordMs;
  }

  /** Where the reader was waited for, all of its time may be over before anybody looks. */
  get hadItsTime(): boolean {
    return this.pausedMs === null || !this.isOutOfTime();
  }

  private lookAt(nowMs: number): void {
    const { gapMs, totalMs: inAllMs } = this.times;
    const wordMs = this.wordMs - this.sinceWordMs();
    const totalMs = this.startedMs + inAllMs - nowMs;
    const leastMs = this.pausedMs === null ? 1 : PAUSED_LOOK_MS;
    const lookMs = Math.min(Math.max(leastMs, Math.min(wordMs, gapMs)), Math.max(1, totalMs));
    this.cancelTimer = this.clock.setTimer(lookMs, () => {
      if (this.isOutOfTime() || this.isWordLate()) this.onLate();
      else this.lookAt(this.clock.monotonicMs());
    });
  }

  private isOutOfTime(): boolean {
    return this.clock.monotonicMs() - this.startedMs >= this.times.totalMs;
  }

  private isWordLate(): boolean {
    return this.pausedMs === null && this.sinceWordMs() >= this.wordMs;
  }

  /** How long the next word may take. Before the first one has come, another target may have a share of the time. */
  private get wordMs(): number {
    const { gapMs, firstTokenMs, shareMs } = this.times;
    return this.hasBegun ? gapMs : Math.min(firstTokenMs, shareMs);
  }
}
