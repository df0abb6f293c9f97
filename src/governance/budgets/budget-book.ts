import type { PicoUsd } from '../../common/pico-usd.js';
import { scopeKey, type ScopedBudget } from './budget.js';
import type { BudgetPlace, Reservation } from './reservation.js';
import type { FullBudget, SpendChange, SpendWindow, WindowPlace } from './spend-window.js';
import { windowAt } from './budget-window.js';

/** A window as the store names it: the scope as `scopeKey` writes it, and when it began. */
export interface NamedPlace {
  readonly scope: string;
  readonly per: string;
  readonly start: number;
}

/**
 * Who has spent what, and what is reserved: all of it in this process, which decides at once. What happens to several
 * budgets happens to all of them or to none.
 */
export class BudgetBook {
  private readonly windows = new Map<string, SpendWindow>();

  /** Reserves the amount in each of the budgets, or tells which one has no room for it. */
  reserve(budgets: readonly ScopedBudget[], amount: PicoUsd, nowMs: number): BudgetReservation | FullBudget {
    const places = budgets.map((budget) => ({ budget, window: this.windowOf(budget, nowMs) }));
    const reservation = new BudgetReservation(places);
    return reservation.extend(amount) ?? reservation;
  }

  /** The running window of a budget; one that is new has spent nothing. */
  windowOf(place: WindowPlace, nowMs: number): SpendWindow {
    return this.knownWindow(place, nowMs) ?? this.begin(place, nowMs, 0n);
  }

  /** Those of the budgets whose running window is not known here, each once. */
  unknownOf(budgets: readonly WindowPlace[], nowMs: number): readonly WindowPlace[] {
    const unknown = new Map<string, WindowPlace>();
    for (const place of budgets)
      if (!this.knownWindow(place, nowMs)) unknown.set(keyOf(place), { scope: place.scope, per: place.per });
    return [...unknown.values()];
  }

  /** What was spent in a running window before it was known here; one that is known stays as it is. */
  begin({ scope, per }: WindowPlace, nowMs: number, spent: PicoUsd): SpendWindow {
    const known = this.knownWindow({ scope, per }, nowMs);
    if (known) return known;
    const window = { ...windowAt(per, nowMs), scope, per, spent, reserved: 0n };
    this.windows.set(keyOf(window), window);
    return window;
  }

  /** What a running window has spent was more, or less. @returns it; `null` = it is not known here. */
  correct({ scope, per, start }: NamedPlace, change: PicoUsd): SpendWindow | null {
    const window = this.windows.get(`${scope} ${per}`);
    if (window?.startMs !== start) return null;
    const spent = window.spent + change;
    window.spent = spent < 0n ? 0n : spent;
    return window;
  }

  private knownWindow(place: WindowPlace, nowMs: number): SpendWindow | null {
    const known = this.windows.get(keyOf(place));
    return known && (known.endMs === null || nowMs < known.endMs) ? known : null;
  }
}

function keyOf({ scope, per }: WindowPlace): string {
  return `${scopeKey(scope)} ${per}`;
}

/** The room that one call has in its budgets, until it is settled. A call counts in the periods in which it began. */
export class BudgetReservation implements Reservation {
  private amount: PicoUsd = 0n;
  private isSettled = false;

  constructor(readonly places: readonly BudgetPlace[]) {}

  /** In which it has room; each once. */
  get windows(): readonly SpendWindow[] {
    return [...new Set(this.places.map(({ window }) => window))];
  }

  get reserved(): PicoUsd {
    return this.amount;
  }

  /** What is left of the tightest budget; `null` = there is none. */
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
  settle(cost: PicoUsd): readonly SpendChange[] {
    if (this.isSettled) return [];
    this.isSettled = true;
    for (const window of this.windows) {
      window.reserved -= this.amount;
      window.spent += cost;
    }
    return [];
  }
}
