import { Counter, type Registry } from '@prometheus-io/client';
import type { MoneyTally } from '../../governance/alerts/money-tally.js';
import { configurationOf } from './instruments.js';

/** What the tally of budgets has, as it stands when it is asked for. */
export function createMoneyMetrics(registry: Registry, tally: MoneyTally) {
  return {
    thresholds: new Counter({
      ...configurationOf('tollgate_budget_thresholds_total', registry),
      collect() {
        this.reset();
        for (const { scope, per, percent, count } of tally.thresholds)
          this.inc({ scope, per, percent: String(percent) }, count);
      },
    }),
    webhooks: new Counter({
      ...configurationOf('tollgate_budget_webhooks_total', registry),
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(tally.webhooks)) this.inc({ outcome }, count);
      },
    }),
    unchecked: new Counter({
      ...configurationOf('tollgate_budget_unchecked_calls_total', registry),
      collect() {
        this.reset();
        for (const [state, count] of Object.entries(tally.unchecked)) this.inc({ state }, count);
      },
    }),
    lostRows: new Counter({
      ...configurationOf('tollgate_ledger_lost_rows_total', registry),
      collect() {
        this.reset();
        for (const [kind, count] of Object.entries(tally.lostRows)) this.inc({ kind }, count);
      },
    }),
  };
}
