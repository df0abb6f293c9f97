import { formatPicoUsd } from '../common/pico-usd.js';
import type { Caller } from '../common/http/caller.js';
import type { BudgetBook } from './budgets/budget-book.js';
import { scopeText, type ScopedBudget } from './budgets/budget.js';
import { resetsAt } from './budgets/budget-window.js';
import type { Spender } from './budgets/spender.js';
import type { SpendLoader } from './budgets/spend-loader.js';
import type { SpendingRules } from './budgets/spending-rules.js';
import { spenderBehind } from './gate/request-facts.js';
import { limitKey, windowMsOf, type ScopedLimit } from './limits/limit.js';
import { isReached, type LimitStore } from './limits/limit-store.js';

export interface StandingOptions {
  readonly rules: SpendingRules;
  readonly book: BudgetBook;
  readonly limits: LimitStore;
  /** `null` = nothing was spent before this process. */
  readonly loader: SpendLoader | null;
}

/** How a caller stands: what bounds it, what is left of that, and when it begins anew. */
export class Standing {
  constructor(private readonly options: StandingOptions) {}

  /** @throws what the store throws. */
  async of(caller: Caller | null, nowMs: number) {
    return this.ofSpender(spenderBehind(caller), nowMs);
  }

  /** The same of a request, with its tags. @throws what the store throws. */
  async ofSpender(spender: Spender, nowMs: number) {
    const { book, loader, rules } = this.options;
    const { budgets, limits } = rules.of(spender);
    await loader?.load(book.unknownOf(budgets, nowMs), nowMs);
    return {
      budgets: budgets.map((budget) => this.budgetState(budget, nowMs)),
      limits: await Promise.all(limits.map((limit) => this.limitState(limit, nowMs))),
    };
  }

  private budgetState(budget: ScopedBudget, nowMs: number) {
    const window = this.options.book.windowOf(budget, nowMs);
    const left = budget.limit - window.spent - window.reserved;
    return {
      scope: scopeText(budget.scope),
      budget_usd: formatPicoUsd(budget.limit),
      per: budget.per,
      spent_usd: formatPicoUsd(window.spent),
      reserved_usd: formatPicoUsd(window.reserved),
      remaining_usd: formatPicoUsd(left < 0n ? 0n : left),
      resets_at: resetsAt(window),
    };
  }

  /** To look, nothing is taken. */
  private async limitState(limit: ScopedLimit, nowMs: number) {
    const wish = { key: limitKey(limit), limit: limit.limit, amount: 0, windowMs: windowMsOf(limit) };
    const outcome = await this.options.limits.take([wish]);
    const { remaining, resetMs, share } = isReached(outcome) ? outcome : outcome.states[0]!;
    if (!isReached(outcome)) outcome.release();
    const { kind, per, model, scope } = limit;
    return {
      scope: scopeText(scope),
      kind,
      limit: share ?? limit.limit,
      per,
      model,
      remaining: Math.floor(remaining),
      resets_at: new Date(nowMs + resetMs).toISOString(),
    };
  }
}
