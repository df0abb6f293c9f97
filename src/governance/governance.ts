import type { Clock } from '../common/clock.js';
import type { CompletionsService } from '../completions/completions.service.js';
import { NO_SPENDING_CONFIG, type SpendingConfig } from '../config/spending-config.js';
import type { OutputLimits } from './bounds/worst-case.js';
import { BudgetBook } from './budgets/budget-book.js';
import { SpendingRules } from './budgets/spending-rules.js';
import { MemoryLimitStore } from './limits/memory-limit-store.js';
import { GovernanceGate } from './gate/governance-gate.js';

/** Who may spend what, and where it went: stands at the one door to the models. */
export class Governance {
  readonly book = new BudgetBook();

  constructor(
    completions: CompletionsService,
    outputLimits: OutputLimits,
    clock: Clock,
    spending: SpendingConfig = NO_SPENDING_CONFIG,
  ) {
    const { unknownPrice } = spending;
    const rules = new SpendingRules(spending);
    const limits = new MemoryLimitStore(clock);
    completions.guardBy(new GovernanceGate({ rules, book: this.book, limits, outputLimits, unknownPrice }));
  }
}
