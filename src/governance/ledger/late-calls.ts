import type { Clock } from '../../common/clock.js';
import { toGatewayError } from '../../common/errors.js';
import type { MoneyTally } from '../alerts/money-tally.js';
import type { ClosedCall, OpenRow } from './call-writer.js';
import type { DelayedWrites } from './delayed-writes.js';

/** A call whose end could not be written while the store was away. */
export interface LateCall {
  readonly id: string;
  /** Its beginning, which may not be written either; `null` = that is not known any more. */
  readonly opened: OpenRow | null;
  /** `null` = it was not made after all. */
  readonly closed: Pick<ClosedCall, 'row' | 'attempts' | 'charge'> | null;
  /** It passed without its budgets being asked. */
  readonly isUnchecked: boolean;
}

/** In milliseconds; the last one again and again. */
const DELAYS_MS = [1_000, 2_000, 5_000, 10_000];
/** More are lost, and counted. */
const MAX_CALLS = 20_000;

export interface LateCallsOptions {
  /** Writes it once, whatever became of tries before. Rejects with what the store throws. */
  readonly write: (late: LateCall) => Promise<void>;
  readonly clock: Clock;
  readonly tally: MoneyTally;
  readonly onLost: (error: unknown) => void;
  readonly delayed: Pick<DelayedWrites, 'began' | 'over'>;
  /** Ids of calls whose end has to be written yet; those that are over are taken out. */
  readonly underWay: Set<string>;
}

/** Ends of calls that wait for the store to be back, in their order. */
export class LateCalls {
  private readonly waiting: LateCall[] = [];
  private failures = 0;
  private isAtWork = false;
  private cancelTimer: (() => void) | null = null;

  constructor(private readonly options: LateCallsOptions) {}

  get size(): number {
    return this.waiting.length;
  }

  /** @param error why it was not written at once; `undefined` = that was not tried. */
  add(late: LateCall, error?: unknown): void {
    if (this.waiting.length >= MAX_CALLS)
      return this.lose(late, new Error('too many calls wait for the store'));
    this.options.delayed.began(error);
    this.waiting.push(late);
    if (!this.isAtWork && !this.cancelTimer) this.lookLater();
  }

  end(): void {
    this.cancelTimer?.();
  }

  private lookLater(): void {
    const delayMs = DELAYS_MS[Math.min(this.failures, DELAYS_MS.length - 1)]!;
    this.cancelTimer = this.options.clock.setTimer(delayMs, () => {
      this.cancelTimer = null;
      void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    const { tally, underWay, write } = this.options;
    this.isAtWork = true;
    for (let late = this.waiting[0]; late; late = this.waiting[0]) {
      try {
        await write(late);
        this.failures = 0;
        underWay.delete(late.id);
        if (late.isUnchecked) tally.unchecked.charged += 1;
      } catch (error) {
        if (toGatewayError(error).code === 'gateway.store_away') {
          this.failures += 1;
          break;
        }
        // It would be refused again, and keep the others waiting.
        this.lose(late, error);
      }
      this.waiting.shift();
    }
    this.isAtWork = false;
    if (this.waiting.length > 0) this.lookLater();
    else this.options.delayed.over();
  }

  private lose(late: LateCall, error: unknown): void {
    this.options.underWay.delete(late.id);
    if (late.isUnchecked) this.options.tally.unchecked.lost += 1;
    this.options.onLost(error);
  }
}
