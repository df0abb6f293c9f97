import type { Clock } from '../../common/clock.js';
import type { LimitReached, LimitState, LimitStore, LimitWish, TakenLimits } from './limit-store.js';
import { SlidingWindow, type AgedAmount } from './sliding-window.js';

/** With more counters than this, those that nothing counts in any more are let go. */
const MANY_COUNTERS = 10_000;
/** A call at once that has no room may find some at any time. */
const WAIT_FOR_A_CALL_MS = 1_000;

/** What counts in one window. */
export interface WindowCount {
  readonly key: string;
  readonly windowMs: number;
  readonly amounts: readonly AgedAmount[];
}

/** Counts in this process. */
export class MemoryLimitStore implements LimitStore {
  private readonly windows = new Map<string, SlidingWindow>();
  private readonly atOnce = new Map<string, number>();
  private nextTidyingAt = MANY_COUNTERS;

  constructor(private readonly clock: Clock) {}

  take(wishes: readonly LimitWish[]): TakenLimits | LimitReached {
    const nowMs = this.clock.monotonicMs();
    let reached: LimitReached | null = null;
    for (let index = 0; index < wishes.length; index += 1) {
      const wish = wishes[index]!;
      const used = this.usedOf(wish, nowMs);
      if (used + wish.amount <= wish.limit) continue;
      const its = { ...this.reachedAt(wish, used, nowMs), index };
      if (reached === null || waitOf(wish, its) > waitOf(wishes[reached.index]!, reached)) reached = its;
    }
    if (reached) return reached;
    return this.addAt(wishes, nowMs);
  }

  /** Counts a call that was let in elsewhere, whatever room there is here. */
  add(wishes: readonly LimitWish[]): TakenLimits {
    return this.addAt(wishes, this.clock.monotonicMs());
  }

  /** What counts in windows at this moment. */
  windowCounts(): readonly WindowCount[] {
    const nowMs = this.clock.monotonicMs();
    return [...this.windows]
      .map(([key, window]) => ({ key, windowMs: window.windowMs, amounts: window.agesAt(nowMs) }))
      .filter(({ amounts }) => amounts.length > 0);
  }

  /** So many are kept. */
  get counters(): number {
    return this.windows.size + this.atOnce.size;
  }

  private usedOf({ key, windowMs }: LimitWish, nowMs: number): number {
    if (windowMs === null) return this.atOnce.get(key) ?? 0;
    return this.windows.get(key)?.usedAt(nowMs) ?? 0;
  }

  private reachedAt(wish: LimitWish, used: number, nowMs: number): Omit<LimitReached, 'index'> {
    const { amount, limit, key, windowMs } = wish;
    const window = windowMs === null ? undefined : this.windows.get(key);
    const retryAfterMs = window ? window.waitFor(amount, limit, nowMs) : WAIT_FOR_A_CALL_MS;
    return { remaining: Math.max(0, limit - used), resetMs: window?.emptyIn(nowMs) ?? 0, retryAfterMs };
  }

  private addAt(wishes: readonly LimitWish[], nowMs: number): TakenLimits {
    this.tidy(nowMs);
    const slots = wishes.map(() => 0);
    const states = wishes.map(({ key, amount, limit, windowMs }, at): LimitState => {
      if (windowMs === null) {
        const used = (this.atOnce.get(key) ?? 0) + amount;
        this.atOnce.set(key, used);
        return { remaining: Math.max(0, limit - used), resetMs: 0 };
      }
      const window = this.windows.get(key) ?? this.newWindow(key, windowMs);
      slots[at] = window.add(amount, nowMs);
      const remaining = Math.max(0, limit - window.usedAt(nowMs));
      return { remaining, resetMs: window.emptyIn(nowMs) };
    });
    return new MemoryTaken({ wishes, slots }, states, this.correct);
  }

  private newWindow(key: string, windowMs: number): SlidingWindow {
    const window = new SlidingWindow(windowMs);
    this.windows.set(key, window);
    return window;
  }

  private readonly correct = ({ wishes, slots }: Counted, amounts: readonly number[]): void => {
    const nowMs = this.clock.monotonicMs();
    for (let at = 0; at < wishes.length; at += 1) {
      const { key, amount, windowMs } = wishes[at]!;
      const difference = (amounts[at] ?? amount) - amount;
      if (windowMs !== null) this.windows.get(key)?.correct(slots[at]!, difference, nowMs);
      else {
        // to forget it at 0 and to find it anew with the next call costs more than to keep it
        this.atOnce.set(key, Math.max(0, (this.atOnce.get(key) ?? 0) - amount));
      }
    }
  };

  private tidy(nowMs: number): void {
    if (this.counters < this.nextTidyingAt) return;
    for (const [key, window] of this.windows) if (window.emptyIn(nowMs) === 0) this.windows.delete(key);
    for (const [key, calls] of this.atOnce) if (calls === 0) this.atOnce.delete(key);
    this.nextTidyingAt = Math.max(MANY_COUNTERS, this.counters * 2);
  }
}

/** Nothing makes room in a limit of 0. */
function waitOf({ limit }: LimitWish, { retryAfterMs }: LimitReached): number {
  return limit === 0 ? Infinity : retryAfterMs;
}

/** What was wished for, and in which slots of its windows it was counted; of calls at once, in none. */
interface Counted {
  readonly wishes: readonly LimitWish[];
  readonly slots: readonly number[];
}

class MemoryTaken implements TakenLimits {
  private isOver = false;

  constructor(
    private readonly counted: Counted,
    readonly states: readonly LimitState[],
    private readonly correct: (counted: Counted, amounts: readonly number[]) => void,
  ) {}

  settle(amounts: readonly number[]): void {
    if (this.isOver) return;
    this.isOver = true;
    this.correct(this.counted, amounts);
  }

  release(): void {
    this.settle(this.counted.wishes.map(() => 0));
  }
}
