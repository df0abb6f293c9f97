import type { BudgetPeriod, Scope } from '../budgets/budget.js';

/** What became of telling somebody: told, to be tried again, or told never. */
export type WebhookOutcome = 'delivered' | 'failed' | 'given_up';
/** Calls that passed while the store was away, those of them that were charged later, and those that never will be. */
export type UncheckedState = 'passed' | 'charged' | 'lost';
/** What the ledger lost: rows of calls that were made, ends of such calls, rows of calls that were refused or replayed. */
export type LostRow = 'call' | 'end' | 'not_made';

/** Budgets of one kind that reached a part of what they have. */
export interface CountedThreshold {
  readonly scope: Scope['kind'];
  readonly per: BudgetPeriod;
  readonly percent: number;
  count: number;
}

/** What happens to budgets on this node, counted for its metrics: kinds alone, and no names. */
export class MoneyTally {
  readonly webhooks: Record<WebhookOutcome, number> = { delivered: 0, failed: 0, given_up: 0 };
  readonly unchecked: Record<UncheckedState, number> = { passed: 0, charged: 0, lost: 0 };
  readonly lostRows: Record<LostRow, number> = { call: 0, end: 0, not_made: 0 };
  private readonly reached = new Map<string, CountedThreshold>();

  get thresholds(): readonly CountedThreshold[] {
    return [...this.reached.values()];
  }

  countThreshold({ kind: scope }: Scope, per: BudgetPeriod, percent: number): void {
    const key = `${scope} ${per} ${percent}`;
    const known = this.reached.get(key) ?? { scope, per, percent, count: 0 };
    known.count += 1;
    this.reached.set(key, known);
  }
}
