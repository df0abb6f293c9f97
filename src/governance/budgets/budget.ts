import type { Budget, BudgetPeriod } from '../../config/spending-config.js';

export type { Budget, BudgetPeriod, OnExhaust } from '../../config/spending-config.js';

export const PERIODS: readonly BudgetPeriod[] = ['hour', 'day', 'week', 'month', 'total'];

const KINDS: readonly Scope['kind'][] = ['everything', 'team', 'user', 'key', 'selector'];

/** Whose spending a budget or a limit is about. */
export interface Scope {
  readonly kind: 'everything' | 'team' | 'user' | 'key' | 'selector';
  /** Name of the team, the user or the selector, id of the key; of everything, empty. */
  readonly id: string;
}

/** A budget, and whose it is. */
export interface ScopedBudget extends Budget {
  readonly scope: Scope;
}

/** As callers are told of it: `key`, `team`, `selector:apollo`. */
export function scopeText({ kind, id }: Scope): string {
  return kind === 'selector' ? `selector:${id}` : kind;
}

/** Made once a scope, which never changes: each call needs the keys of all its budgets. */
const keys = new WeakMap<Scope, string>();

/** The same for the same scope alone: `team:red`. */
export function scopeKey(scope: Scope): string {
  const known = keys.get(scope);
  if (known !== undefined) return known;
  const key = scopeKeyOf(scope.kind, scope.id);
  keys.set(scope, key);
  return key;
}

/** Of what `scopeKey` writes; `null` = it is none of that. */
export function scopeIn(key: string): Scope | null {
  const at = key.indexOf(':');
  const kind = KINDS.find((each) => each === (at === -1 ? key : key.slice(0, at)));
  return kind ? { kind, id: at === -1 ? '' : key.slice(at + 1) } : null;
}

export function scopeKeyOf(kind: Scope['kind'], id: string): string {
  return id === '' ? kind : `${kind}:${id}`;
}
