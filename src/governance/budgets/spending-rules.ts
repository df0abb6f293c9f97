import type { Spending, SpendingConfig } from '../../config/spending-config.js';
import { limitKey, type ScopedLimit } from '../limits/limit.js';
import type { Scope, ScopedBudget } from './budget.js';
import { traitOf, type Spender } from './spender.js';

/** What bounds a call. */
export interface Bounds {
  readonly budgets: readonly ScopedBudget[];
  readonly limits: readonly ScopedLimit[];
}

/** Nothing does. */
export const NO_BOUNDS: Bounds = Object.freeze({ budgets: Object.freeze([]), limits: Object.freeze([]) });

const EVERYTHING: Scope = Object.freeze({ kind: 'everything', id: '' });

/** What bounds a call, by who makes it. */
export class SpendingRules {
  private readonly everything: Bounds;
  private readonly selectors: readonly {
    readonly matches: (spender: Spender) => boolean;
    readonly bounds: Bounds;
  }[];

  constructor({ everything, selectors }: SpendingConfig) {
    this.everything = boundsOf(EVERYTHING, everything);
    this.selectors = selectors.map(({ name, match, ...spending }) => ({
      matches: (spender) =>
        Object.entries(match).every(([trait, value]) => traitOf(spender, trait) === value),
      bounds: boundsOf({ kind: 'selector', id: name }, spending),
    }));
  }

  /** No call is bounded. */
  get isEmpty(): boolean {
    const { budgets, limits } = this.everything;
    return budgets.length + limits.length + this.selectors.length === 0;
  }

  of(spender: Spender): Bounds {
    if (this.selectors.length === 0) return this.everything;
    const selected = this.selectors.filter(({ matches }) => matches(spender));
    return together([this.everything, ...selected.map(({ bounds }) => bounds)]);
  }
}

/** What one scope says. */
export function boundsOf(scope: Scope, { budgets, limits }: Spending): Bounds {
  return {
    budgets: budgets.map((budget) => ({ ...budget, scope })),
    limits: tightest(limits.map((limit) => ({ ...limit, scope }))),
  };
}

/** All of them hold. */
export function together(all: readonly Bounds[]): Bounds {
  return {
    budgets: all.flatMap(({ budgets }) => budgets),
    limits: all.flatMap(({ limits }) => limits),
  };
}

/** Of limits that count the same thing the one with the least room; it is counted once. */
function tightest(limits: readonly ScopedLimit[]): readonly ScopedLimit[] {
  const byKey = new Map<string, ScopedLimit>();
  for (const limit of limits) {
    const key = limitKey(limit);
    const known = byKey.get(key);
    if (!known || limit.limit < known.limit) byKey.set(key, limit);
  }
  return [...byKey.values()];
}
