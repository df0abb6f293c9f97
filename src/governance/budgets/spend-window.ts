import type { PicoUsd } from '../../common/pico-usd.js';
import type { BudgetPeriod, Scope, ScopedBudget } from './budget.js';
import type { PeriodWindow } from './budget-window.js';

/** What one scope has spent in one period. */
export interface SpendWindow extends PeriodWindow {
  readonly scope: Scope;
  readonly per: BudgetPeriod;
  spent: PicoUsd;
  /** For calls that are under way. */
  reserved: PicoUsd;
}

/** Whose spending, by which period. */
export type WindowPlace = Pick<SpendWindow, 'scope' | 'per'>;

/** A budget without room, as it stood when it was asked. */
export interface FullBudget {
  readonly budget: ScopedBudget;
  readonly window: Readonly<SpendWindow>;
  readonly needed: PicoUsd;
}

/** What a call changes in a window of its budgets. */
export interface SpendChange {
  readonly window: SpendWindow;
  readonly spent: PicoUsd;
  readonly reserved: PicoUsd;
}
