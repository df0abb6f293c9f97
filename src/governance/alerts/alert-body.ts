import { createHash } from 'node:crypto';
import { formatPicoUsd } from '../../common/pico-usd.js';
import { scopeKey, scopeText, type ScopedBudget } from '../budgets/budget.js';
import { resetsAt } from '../budgets/budget-window.js';
import type { SpendWindow } from '../budgets/spend-window.js';

/** A budget that has spent a part of what it has. */
export interface ReachedThreshold {
  readonly budget: ScopedBudget;
  readonly window: Pick<SpendWindow, 'startMs' | 'endMs' | 'spent'>;
  /** Of the budget, in percent. */
  readonly percent: number;
}

/** The same for the same budget, period and part alone, on every node. */
export function alertKey({ budget, window, percent }: ReachedThreshold): string {
  return `${scopeKey(budget.scope)} ${budget.per} ${window.startMs} ${budget.limit} ${percent}`;
}

/** What of it stands in the store; of a budget that never resets it stays there. */
export function alertId(reached: ReachedThreshold): string {
  const hash = createHash('sha256').update(alertKey(reached)).digest('hex').slice(0, 32);
  return reached.window.endMs === null ? `always-${hash}` : hash;
}

/** What is told, in JSON. */
export function alertBody(reached: ReachedThreshold, nowMs: number): string {
  const { budget, window, percent } = reached;
  const left = budget.limit - window.spent;
  return JSON.stringify({
    id: alertId(reached),
    type: 'budget.threshold',
    at: new Date(nowMs).toISOString(),
    threshold_percent: percent,
    budget: {
      scope: scopeText(budget.scope),
      id: budget.scope.id === '' ? null : budget.scope.id,
      budget_usd: formatPicoUsd(budget.limit),
      per: budget.per,
      spent_usd: formatPicoUsd(window.spent),
      remaining_usd: formatPicoUsd(left < 0n ? 0n : left),
      since: window.endMs === null ? null : new Date(window.startMs).toISOString(),
      resets_at: resetsAt(window),
    },
  });
}
