import type { Limit, LimitPeriod } from '../../config/spending-config.js';
import { scopeKey, type Scope } from '../budgets/budget.js';

export type { Limit, LimitPeriod } from '../../config/spending-config.js';

/** A limit, and whose it is. */
export interface ScopedLimit extends Limit {
  readonly scope: Scope;
}

const LENGTHS_MS: Readonly<Record<LimitPeriod, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** How long the window of a limit is, in milliseconds; `null` = it is about calls at once. */
export function windowMsOf({ per }: Limit): number | null {
  return per === null ? null : LENGTHS_MS[per];
}

/** The same for what is counted together. */
export function limitKey({ scope, kind, per, model }: ScopedLimit): string {
  return `${scopeKey(scope)} ${kind} ${per ?? ''} ${model ?? ''}`;
}
