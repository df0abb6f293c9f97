import type { PicoUsd } from '../common/pico-usd.js';

/** Calendar periods in UTC; a week begins on Monday, `total` never ends. */
export const BUDGET_PERIODS = ['hour', 'day', 'week', 'month', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What becomes of a call that a budget has no room for. */
export type OnExhaust = 'refuse' | { readonly downgradeTo: string };

/** How much may be spent in each period. */
export interface Budget {
  readonly limit: PicoUsd;
  readonly per: BudgetPeriod;
  readonly onExhaust: OnExhaust;
}

/** Lengths of sliding windows. */
export const LIMIT_PERIODS = ['second', 'minute', 'hour', 'day'] as const;
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

/** How many requests or tokens may come within any time of that length, or how many calls may be under way at once. */
export interface Limit {
  readonly kind: 'requests' | 'tokens' | 'concurrent';
  readonly limit: number;
  /** `null` = at once. */
  readonly per: LimitPeriod | null;
  /** Of the models that it is about: `provider/model`, in which `*` stands for any characters; `null` = of all. */
  readonly model: string | null;
}

/** What one key, team, user, or everybody together may spend, and how fast. */
export interface Spending {
  readonly budgets: readonly Budget[];
  readonly limits: readonly Limit[];
}

/** The spending of all calls that match, whoever makes them. */
export interface Selector extends Spending {
  readonly name: string;
  /** All of these have to be so: `user`, `team`, `client`, `tag.<name>`, `metadata.<name>`. */
  readonly match: Readonly<Record<string, string>>;
}

/** What the operator's file says of money. */
export interface SpendingConfig {
  readonly everything: Spending;
  readonly selectors: readonly Selector[];
  /** Whether a model whose price is not known may be asked under a budget. */
  readonly unknownPrice: 'refuse' | 'allow';
  /**
   * Calls of provider-run tools that a request without a bound of its own is assumed to make at most; `null` = any
   * number.
   */
  readonly providerToolCalls: number | null;
  /** What becomes of calls under a budget while the store is away: refused, or let pass and charged later. */
  readonly budgetFail: 'closed' | 'open';
  /** Who is told of budgets that run out; `null` = nobody. */
  readonly webhook: BudgetWebhook | null;
}

/** Who is told of budgets that run out. */
export interface BudgetWebhook {
  readonly url: string;
  /** The variable that holds the secret which signs what is sent. */
  readonly secretVariable: string;
}

/** Nothing is bounded. */
export const NO_SPENDING: Spending = Object.freeze({ budgets: Object.freeze([]), limits: Object.freeze([]) });

/** What an operator says who says nothing of money. */
export const NO_SPENDING_CONFIG: SpendingConfig = Object.freeze({
  everything: NO_SPENDING,
  selectors: Object.freeze([]),
  unknownPrice: 'refuse',
  providerToolCalls: null,
  budgetFail: 'closed',
  webhook: null,
});
