import { formatPicoUsd } from '../common/pico-usd.js';
import { scopeText } from './budgets/budget.js';
import type { BudgetStates } from './budgets/budget-states.js';
import type { Spender } from './budgets/spender.js';
import type { SpendingRules } from './budgets/spending-rules.js';
import { limitKey, windowMsOf, type ScopedLimit } from './limits/limit.js';
import { isReached, type LimitStore } from './limits/limit-store.js';

export interface StandingOptions {
  readonly rules: SpendingRules;
  readonly budgets: BudgetStates;
  readonly limits: LimitStore;
}

/** How a caller stands: what bounds it, what is left of that, and when it begins anew. */
export class Standing {
  constructor(private readonly options: StandingOptions) {}

  /** @throws what the store throws. */
  async of(spender: Spender, nowMs: number) {
    const { budgets, limits } = this.options.rules.of(spender);
    const states = await this.options.budgets.of(budgets, nowMs);
    return {
      budgets: budgets.map(({ scope, limit, per }, at) => ({
        scope: scopeText(scope),
        budget_usd: formatPicoUsd(limit),
        per,
        ...states[at]!,
      })),
      limits: await Promise.all(limits.map((limit) => this.limitState(limit, nowMs))),
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
