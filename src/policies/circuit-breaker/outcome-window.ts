import type { Clock } from '../../common/clock.js';

export interface OutcomeWindowOptions {
  /** From this share of failures on, going on is hopeless; above 0, up to 1. */
  readonly failureRate: number;
  /** Fewer outcomes than this show nothing; at least 1. */
  readonly minimumCalls: number;
  /** The span that is judged, in milliseconds. */
  readonly windowMs: number;
  /** Where the span holds fewer than `minimumCalls`, older outcomes count, but none older than this. */
  readonly maxAgeMs: number;
}

interface Slice {
  readonly sinceMs: number;
  outcomes: number;
  failures: number;
}

const SLICES = 10;
/** A share is no whole number of outcomes: nine of ten are 0.9 of them, whatever the rounding. */
const HAIR = 1e-9;

/**
 * Good and bad outcomes of the last while, in slices of a tenth of the window. A share tells the same whether calls
 * come one after the other or side by side, which a number of failures in a row does not.
 */
export class OutcomeWindow {
  /** The oldest first; empty ones are not kept, and no more than are needed. */
  private slices: Slice[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly options: OutcomeWindowOptions,
  ) {}

  succeeded(): void {
    this.add({ failures: 0 });
  }

  /** True = with this failure, so many outcomes were failures that going on is hopeless. */
  failed(): boolean {
    this.add({ failures: 1 });
    const { outcomes, failures } = this.total();
    const { minimumCalls, failureRate } = this.options;
    return outcomes >= minimumCalls && failures >= outcomes * failureRate - HAIR;
  }

  private add({ failures }: Pick<Slice, 'failures'>): void {
    const nowMs = this.clock.monotonicMs();
    const last = this.slices.at(-1);
    if (last && nowMs - last.sinceMs < this.options.windowMs / SLICES) {
      last.outcomes += 1;
      last.failures += failures;
    } else this.slices.push({ sinceMs: nowMs, outcomes: 1, failures });
    this.forget(nowMs);
  }

  private forget(nowMs: number): void {
    const { windowMs, maxAgeMs, minimumCalls } = this.options;
    const [oldest] = this.slices;
    if (!oldest || nowMs - oldest.sinceMs < windowMs) return;
    let { outcomes } = this.total();
    this.slices = this.slices.filter((slice) => {
      const ageMs = nowMs - slice.sinceMs;
      const isNeeded = outcomes - slice.outcomes < minimumCalls;
      if (ageMs < windowMs || (ageMs < maxAgeMs && isNeeded)) return true;
      outcomes -= slice.outcomes;
      return false;
    });
  }

  private total(): { readonly outcomes: number; readonly failures: number } {
    const sum = { outcomes: 0, failures: 0 };
    for (const { outcomes, failures } of this.slices) {
      sum.outcomes += outcomes;
      sum.failures += failures;
    }
    return sum;
  }
}
