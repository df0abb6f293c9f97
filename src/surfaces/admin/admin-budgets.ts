import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { FileBudget } from '../../config/config-file/file-content.js';
import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { BudgetState } from '../../governance/budgets/budget-states.js';
import type { Scope } from '../../governance/budgets/budget.js';
import { Governance } from '../../governance/governance.js';

interface WithBudgets {
  readonly budgets: readonly FileBudget[];
}

/** The same, with how each of its budgets stands. */
export type Standing<Shown extends WithBudgets> = Omit<Shown, 'budgets'> & {
  readonly budgets: readonly (FileBudget & BudgetState)[];
};

/** How the budgets of keys, teams, users and selectors stand just now, for those who look at them. */
@Injectable()
export class AdminBudgets {
  constructor(
    private readonly governance: Governance,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In their order; asked for all at once. @throws what the store throws. */
  async standing<Shown extends WithBudgets>(
    all: readonly Shown[],
    scopeOf: (shown: Shown) => Scope,
  ): Promise<readonly Standing<Shown>[]> {
    const scoped = all.flatMap((shown) =>
      toSpending({ budgets: shown.budgets }).budgets.map((budget) => ({ ...budget, scope: scopeOf(shown) })),
    );
    const states = [...(await this.governance.budgets.of(scoped, this.clock.nowMs()))];
    return all.map((shown) => ({
      ...shown,
      budgets: shown.budgets.map((budget) => ({ ...budget, ...states.shift()! })),
    }));
  }
}
