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

/** Made once a limit, which never changes: each call needs the keys of all its limits. */
const keys = new WeakMap<ScopedLimit, string>();

/** The same for what is counted together. */
export function limitKey(limit: ScopedLimit): string {
  const known = keys.get(limit);
  if (known !== undefined) return known;
  const { scope, kind, per, model } = limit;
  const key = `${scopeKey(scope)} ${kind} ${per ?? ''} ${model ?? ''}`;
  keys.set(limit, key);
  return key;
}
