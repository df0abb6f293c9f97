import { formatPicoUsd } from '../../common/pico-usd.js';
import type { BudgetBook } from './budget-book.js';
import type { ScopedBudget } from './budget.js';
import { resetsAt } from './budget-window.js';
import type { SharedBook } from './shared-book.js';
import type { SpendLoader } from './spend-loader.js';
import type { SpendWindow } from './spend-window.js';

export interface BudgetSources {
  readonly book: BudgetBook;
  /** `null` = this process decides alone. */
  readonly shared: SharedBook | null;
  /** `null` = nothing was spent before this process. */
  readonly loader: SpendLoader | null;
}

/** How a budget stands in its running period; amounts as decimals of US dollars. */
export interface BudgetState {
  readonly spent_usd: string;
  /** For calls that are under way. */
  readonly reserved_usd: string;
  /** Never below zero. */
  readonly remaining_usd: string;
  /** RFC 3339; `null` = never. */
  readonly resets_at: string | null;
}

/** What of a running window is gone, in 10^-12 US dollars. */
export type KnownState = Pick<SpendWindow, 'spent' | 'reserved'>;

/** How budgets stand, by the book that decides of them. */
export class BudgetStates {
  constructor(private readonly sources: BudgetSources) {}

  /** In the order of the budgets. @throws what the store throws. */
  async of(budgets: readonly ScopedBudget[], nowMs: number): Promise<readonly BudgetState[]> {
    const windows = await this.windowsOf(budgets, nowMs);
    return budgets.map(({ limit }, at) => toState(limit, windows[at]!));
  }

  /**
   * The same of many: those whose window is known, at the price of one look.
   * @returns `null` = no call was charged to it since it is there; what was spent before has to be asked for (`of`).
   */
  async known(budgets: readonly ScopedBudget[], nowMs: number): Promise<readonly (KnownState | null)[]> {
    const { book, shared } = this.sources;
    const windows = shared
      ? await shared.knownWindows(budgets, nowMs)
      : budgets.map((budget) => book.knownWindow(budget, nowMs));
    return windows.map((window) => window && { spent: window.spent, reserved: window.reserved });
  }

  /** The running windows of budgets, in their order. @throws what the store throws. */
  async windowsOf(budgets: readonly ScopedBudget[], nowMs: number): Promise<readonly SpendWindow[]> {
    const { book, loader, shared } = this.sources;
    if (shared) return shared.windowsOf(budgets, nowMs);
    await loader?.load(book.unknownOf(budgets, nowMs), nowMs);
    return budgets.map((budget) => book.windowOf(budget, nowMs));
  }
}

function toState(limit: bigint, window: SpendWindow): BudgetState {
  const left = limit - window.spent - window.reserved;
  return {
    spent_usd: formatPicoUsd(window.spent),
    reserved_usd: formatPicoUsd(window.reserved),
    remaining_usd: formatPicoUsd(left < 0n ? 0n : left),
    resets_at: resetsAt(window),
  };
}
