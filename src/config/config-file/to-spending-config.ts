import { numberAsDecimal } from '../../common/number-as-decimal.js';
import { toPicoUsd } from '../../common/pico-usd.js';
import {
  NO_SPENDING,
  type Budget,
  type Limit,
  type Spending,
  type SpendingConfig,
} from '../spending-config.js';
import type { FileBudget, FileContent, FileLimit, FileSpending } from './file-content.js';

/** What the file says of money. */
export function toSpendingConfig({
  budgets,
  unknown_price,
  provider_tool_calls,
  budget_fail,
  budget_webhook,
}: FileContent): SpendingConfig {
  const { everything, selectors = {} } = budgets ?? {};
  return Object.freeze({
    everything: everything ? toSpending(everything) : NO_SPENDING,
    selectors: Object.entries(selectors).map(([name, selector]) => ({
      name,
      match: selector.match,
      ...toSpending(selector),
    })),
    unknownPrice: unknown_price ?? 'refuse',
    providerToolCalls: provider_tool_calls ?? null,
    budgetFail: budget_fail ?? 'closed',
    webhook: budget_webhook
      ? { url: budget_webhook.url, secretVariable: budget_webhook.secret_variable }
      : null,
  });
}

/** Of a key, a team, a user, a selector or of everything. */
export function toSpending({ budgets = [], limits = [] }: FileSpending): Spending {
  return { budgets: budgets.map(toBudget), limits: limits.map(toLimit) };
}

function toBudget({ budget_usd, per, on_exhaust = 'refuse' }: FileBudget): Budget {
  const limit = toPicoUsd(numberAsDecimal(budget_usd));
  if (limit === null) throw new TypeError('a budget that passed the schema is an amount');
  const onExhaust = on_exhaust === 'refuse' ? on_exhaust : { downgradeTo: on_exhaust.downgrade_to };
  return { limit, per, onExhaust };
}

function toLimit({ requests, tokens, concurrent, ...where }: FileLimit): Limit {
  const model = where.model ?? null;
  if (concurrent !== undefined) return { kind: 'concurrent', limit: concurrent, per: null, model };
  const kind = requests === undefined ? 'tokens' : 'requests';
  return { kind, limit: requests ?? tokens ?? 0, per: where.per ?? null, model };
}
