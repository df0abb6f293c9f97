import type { PicoUsd } from '../../common/pico-usd.js';
import type { ScopedBudget } from './budget.js';
import type { FullBudget, SpendChange, SpendWindow } from './spend-window.js';

/** A budget that a call is charged to, and how it stands. */
export interface BudgetPlace {
  readonly budget: ScopedBudget;
  readonly window: SpendWindow;
}

/** The room that a call has in its budgets, until it is settled. */
export interface Reservation {
  readonly places: readonly BudgetPlace[];
  /** In which it has room; each once. */
  readonly windows: readonly SpendWindow[];
  readonly reserved: PicoUsd;
  /** The store may have more reserved for it, or less: an answer of it was lost. Left out = no. */
  readonly isUnsure?: boolean;
  /** What is left of the tightest budget, as far as is known; `null` = there is none. */
  readonly remaining: PicoUsd | null;
  /** @returns the first budget without room for so much more; nothing was reserved then. */
  extend(more: PicoUsd): FullBudget | null | Promise<FullBudget | null>;
  /**
   * What the call came to in the end, be it more than was reserved; further calls change nothing.
   * @param callId of its row; left out = it has none.
   * @returns what has to be changed in the store with the end of the call; of its own budgets nothing where this process decides.
   */
  settle(cost: PicoUsd, callId?: string): readonly SpendChange[];
}
