import type { SpendingConfig } from '../../config/spending-config.js';
import type { ScopedBudget } from './budget.js';
import { traitOf, type Spender } from './spender.js';

/** What bounds the spending of a call. */
export class SpendingRules {
  private readonly everything: readonly ScopedBudget[];
  private readonly selectors: readonly {
    readonly matches: (spender: Spender) => boolean;
    readonly budgets: readonly ScopedBudget[];
  }[];

  constructor({ everything, selectors }: SpendingConfig) {
    this.everything = everything.budgets.map((budget) => ({
      ...budget,
      scope: { kind: 'everything', id: '' },
    }));
    this.selectors = selectors.map(({ name, match, budgets }) => ({
      matches: (spender) =>
        Object.entries(match).every(([trait, value]) => traitOf(spender, trait) === value),
      budgets: budgets.map((budget) => ({ ...budget, scope: { kind: 'selector', id: name } })),
    }));
  }

  /** No call is bounded. */
  get isEmpty(): boolean {
    return this.everything.length === 0 && this.selectors.length === 0;
  }

  budgetsOf(spender: Spender): readonly ScopedBudget[] {
    const selected = this.selectors.filter(({ matches }) => matches(spender));
    return [...this.everything, ...selected.flatMap(({ budgets }) => budgets)];
  }
}
