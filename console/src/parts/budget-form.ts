export const PERIODS = ['hour', 'day', 'week', 'month', 'total'] as const;
type Period = (typeof PERIODS)[number];

/** A budget and limits as typed; empty = none. */
export interface BudgetForm {
  /** US dollars. */
  readonly budget: string;
  readonly per: string;
  /** A minute, as tokens are. */
  readonly requests: string;
  readonly tokens: string;
  readonly concurrent: string;
}

export const emptyBudgetForm: BudgetForm = {
  budget: '',
  per: 'month',
  requests: '',
  tokens: '',
  concurrent: '',
};

export function budgetsIn({ budget, per }: BudgetForm) {
  return budget === '' ? [] : [{ budget_usd: budget, per: per as Period }];
}

export function limitsIn({ requests, tokens, concurrent }: BudgetForm) {
  return [
    ...(requests === '' ? [] : [{ requests: Number(requests), per: 'minute' as const }]),
    ...(tokens === '' ? [] : [{ tokens: Number(tokens), per: 'minute' as const }]),
    ...(concurrent === '' ? [] : [{ concurrent: Number(concurrent) }]),
  ];
}
