import type { ScopeBody } from '../api/scopes';
import { listIn, textOfList } from './lists-as-text';

export const BUDGET_PERIODS = ['hour', 'day', 'week', 'month', 'total'] as const;
export const LIMIT_PERIODS = ['second', 'minute', 'hour', 'day'] as const;
export const LIMIT_KINDS = ['requests', 'tokens', 'concurrent'] as const;
type LimitKind = (typeof LIMIT_KINDS)[number];

/** A budget as typed. */
export interface BudgetRow {
  /** US dollars. */
  readonly amount: string;
  readonly per: (typeof BUDGET_PERIODS)[number];
  /** The route that answers once it is spent; empty = calls are refused. */
  readonly route: string;
}

/** A limit as typed. */
export interface LimitRow {
  readonly kind: LimitKind;
  readonly amount: string;
  /** Of no meaning to calls at once. */
  readonly per: (typeof LIMIT_PERIODS)[number];
  /** Pattern of models; empty = all. */
  readonly model: string;
}

/** What may be spent and asked for, as typed. */
export interface SpendingForm {
  readonly budgets: readonly BudgetRow[];
  readonly limits: readonly LimitRow[];
  /** Separated by commas; empty = all. */
  readonly models: string;
  readonly providers: string;
  readonly routes: string;
}

export const NEW_BUDGET: BudgetRow = { amount: '', per: 'month', route: '' };
export const NEW_LIMIT: LimitRow = { kind: 'requests', amount: '', per: 'minute', model: '' };

/** As the API has it. */
export type Spending = Pick<ScopeBody, 'budgets' | 'limits' | 'allowed'>;

export function spendingFormOf({ budgets = [], limits = [], allowed }: Spending): SpendingForm {
  return {
    budgets: budgets.map(({ budget_usd, per, on_exhaust }) => ({
      amount: String(budget_usd),
      per,
      route: typeof on_exhaust === 'object' ? on_exhaust.downgrade_to : '',
    })),
    limits: limits.map((limit) => {
      const kind = LIMIT_KINDS.find((each) => limit[each] !== undefined) ?? 'requests';
      return {
        kind,
        amount: String(limit[kind] ?? ''),
        per: limit.per ?? NEW_LIMIT.per,
        model: limit.model ?? '',
      };
    }),
    models: textOfList(allowed?.models),
    providers: textOfList(allowed?.providers),
    routes: textOfList(allowed?.routes),
  };
}

/** As the API takes it; each row has its place, so that what is refused is found again. */
export function spendingIn({ budgets, limits, models, providers, routes }: SpendingForm) {
  const lists = { models, providers, routes };
  const allowed = Object.fromEntries(
    (['models', 'providers', 'routes'] as const)
      .map((name) => [name, listIn(lists[name])] as const)
      .filter(([, list]) => list.length > 0),
  );
  return {
    budgets: budgets.map(({ amount, per, route }) => ({
      budget_usd: amount,
      per,
      ...(route !== '' && { on_exhaust: { downgrade_to: route } }),
    })),
    limits: limits.map(({ kind, amount, per, model }) => ({
      [kind]: Number(amount),
      ...(kind !== 'concurrent' && { per }),
      ...(model.trim() !== '' && { model: model.trim() }),
    })),
    allowed: Object.keys(allowed).length > 0 ? allowed : null,
  };
}
