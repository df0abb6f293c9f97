import type { PicoUsd } from '../../common/pico-usd.js';
import type { ScopedBudget } from './budget.js';
import { windowAt } from './budget-window.js';
import type { BudgetPlace, Reservation } from './reservation.js';
import type { SpendChange, SpendWindow } from './spend-window.js';

/** A call that passed while nobody could say what is left of its budgets: it is charged to them later. */
export class UncheckedReservation implements Reservation {
  readonly places: readonly BudgetPlace[];
  /** Not known. */
  readonly remaining = null;
  private isSettled = false;

  constructor(
    budgets: readonly ScopedBudget[],
    private amount: PicoUsd,
    nowMs: number,
  ) {
    this.places = budgets.map((budget) => {
      const { scope, per } = budget;
      return { budget, window: { ...windowAt(per, nowMs), scope, per, spent: 0n, reserved: 0n } };
    });
  }

  get windows(): readonly SpendWindow[] {
    const byPlace = new Map(
      this.places.map(({ window }) => [`${window.scope.kind} ${window.scope.id} ${window.per}`, window]),
    );
    return [...byPlace.values()];
  }

  get reserved(): PicoUsd {
    return this.amount;
  }

  extend(more: PicoUsd): null {
    this.amount += more;
    return null;
  }

  settle(cost: PicoUsd): readonly SpendChange[] {
    if (this.isSettled) return [];
    this.isSettled = true;
    return this.windows.map((window) => ({ window, spent: cost, reserved: 0n }));
  }
}
