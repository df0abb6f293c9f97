import type { PicoUsd } from '../../common/pico-usd.js';
import type { BudgetPlace, Reservation } from './reservation.js';
import type { FullBudget, SpendChange, SpendWindow, WindowPlace } from './spend-window.js';
import type { EndedCall } from './ended-meanwhile.js';
import type { Spender } from './spender.js';

/** Where budgets are known. */
export interface KnownBudgets {
  /**
   * All windows that are known of somebody, in which a call began.
   * @param but those that are left out; by itself none.
   */
  windowsOf(spender: Spender, atMs: number, but?: readonly SpendWindow[]): readonly SpendWindow[];
  /** Whether a call of somebody is charged to a window in which it had room. */
  isAbout(window: WindowPlace, spender: Spender): boolean;
  /** It is looked up what was spent: whoever ends meanwhile has to tell. */
  readonly isLoading: boolean;
  /** A call has ended that somebody is charged for. */
  ended(call: EndedCall): void;
}

/** By whom and when a call was begun, and where budgets are known. */
export interface ReservationOrigin {
  readonly book: KnownBudgets;
  /** `null` = nobody is known. */
  readonly spender: Spender | null;
  readonly atMs: number;
}

const NO_WINDOWS: readonly SpendWindow[] = Object.freeze([]);
const NO_CHANGES: readonly SpendChange[] = Object.freeze([]);

/** The room that one call has in its budgets, until it is settled. A call counts in the periods in which it began. */
export class BudgetReservation implements Reservation {
  private amount: PicoUsd = 0n;
  private isSettled = false;
  /** Windows of budgets that came up while the call was under way: it is charged there, with nothing reserved. */
  private beside = NO_WINDOWS;

  private readonly placed: readonly SpendWindow[];

  constructor(
    readonly places: readonly BudgetPlace[],
    private readonly origin: ReservationOrigin,
  ) {
    const windows = places.map(({ window }) => window);
    this.placed = windows.length < 2 ? windows : [...new Set(windows)];
  }

  /** The windows in which it has room or was charged; each once. */
  get windows(): readonly SpendWindow[] {
    return this.beside.length === 0 ? this.placed : [...this.placed, ...this.beside];
  }

  get reserved(): PicoUsd {
    return this.amount;
  }

  /** What is left of the tightest budget; `null` = the call has no budget. */
  get remaining(): PicoUsd | null {
    let least: PicoUsd | null = null;
    for (const { budget, window } of this.places) {
      const left = budget.limit - window.spent - window.reserved;
      if (least === null || left < least) least = left;
    }
    return least !== null && least < 0n ? 0n : least;
  }

  /** @returns the first budget without room for so much more; nothing was reserved then. */
  extend(more: PicoUsd): FullBudget | null {
    for (const { budget, window } of this.places) {
      if (window.spent + window.reserved + more > budget.limit) {
        return { budget, window: { ...window }, needed: more };
      }
    }
    for (const window of this.windows) window.reserved += more;
    this.amount += more;
    return null;
  }

  /** What the call came to in the end, be it more than was reserved; further calls change nothing. */
  settle(cost: PicoUsd, callId = ''): readonly SpendChange[] {
    if (this.isSettled) return NO_CHANGES;
    this.isSettled = true;
    const { book, spender } = this.origin;
    for (const window of this.windows) {
      window.reserved -= this.amount;
      if (spender === null || book.isAbout(window, spender)) window.spent += cost;
    }
    if (cost > 0n) this.chargeBeside(cost, callId);
    if (this.beside.length === 0) return NO_CHANGES;
    return this.beside.map((window) => ({ window, spent: cost, reserved: 0n }));
  }

  private chargeBeside(cost: PicoUsd, callId: string): void {
    const { atMs, book, spender } = this.origin;
    if (spender === null) return;
    this.beside = book.windowsOf(spender, atMs, this.placed);
    for (const window of this.beside) window.spent += cost;
    if (book.isLoading) book.ended({ callId, spender, atMs, cost });
  }
}
