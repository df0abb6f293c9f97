import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { Selector, Spending, SpendingConfig } from '../../config/spending-config.js';
import type { NamedScope, ScopeKind } from '../identity/scopes.js';
import { StoreAwayError } from '../../storage/store.js';
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

/** Where teams, users and selectors are known, as they are now. */
export interface ScopeSource {
  /** `false` = what administrators said of them could not be read yet. */
  readonly isKnown: boolean;
  get(kind: ScopeKind, name?: string): NamedScope | null;
  all(kind: ScopeKind): readonly NamedScope[];
}

const NO_SCOPES: ScopeSource = { isKnown: true, get: () => null, all: () => [] };
const EVERYTHING: Scope = Object.freeze({ kind: 'everything', id: '' });

interface BoundSelector {
  readonly matches: (spender: Spender) => boolean;
  readonly bounds: Bounds;
}

/** What bounds a call, by who makes it: as the operator's file says, and as administrators do. */
export class SpendingRules {
  private readonly everything: Bounds;
  private readonly declared: readonly BoundSelector[];
  /** As long as a definition lives; one that changes is another. */
  private readonly known = new WeakMap<object, Bounds>();

  constructor(
    private readonly config: SpendingConfig,
    private readonly scopes: ScopeSource = NO_SCOPES,
  ) {
    this.everything = boundsOf(EVERYTHING, config.everything);
    this.declared = config.selectors.map(({ name, match, ...spending }) => ({
      matches: (spender) => matchesAll(spender, match),
      bounds: boundsOf({ kind: 'selector', id: name }, spending),
    }));
  }

  /** The file bounds no call; keys and administrators may. */
  get isEmpty(): boolean {
    const { budgets, limits } = this.everything;
    return budgets.length + limits.length + this.declared.length === 0;
  }

  /** @throws StoreAwayError where what bounds a call is not known yet. */
  of(spender: Spender): Bounds {
    if (!this.scopes.isKnown) throw new StoreAwayError('The store of budgets has not been reached yet.');
    return this.asFarAsKnown(spender);
  }

  /** What the file says, and what administrators do, as far as that could be read. */
  asFarAsKnown(spender: Spender): Bounds {
    const selected = [...this.declared, ...this.stored()].filter(({ matches }) => matches(spender));
    const { key, spending, team, user } = spender;
    return together([
      this.everything,
      this.boundsOfScope('everything', ''),
      this.boundsOfScope('team', team),
      this.boundsOfScope('user', user),
      ...(spending && key !== null
        ? [this.remembered(spending, { kind: 'key', id: key }, () => spending)]
        : []),
      ...selected.map(({ bounds }) => bounds),
    ]);
  }

  /** `null` = there is none of this name. */
  selectorOf(name: string): Selector | null {
    const declared = this.config.selectors.find((selector) => selector.name === name);
    const { definition } = this.scopes.get('selector', name) ?? {};
    if (declared || !definition) return declared ?? null;
    return { name, match: definition.match ?? {}, ...toSpending(definition) };
  }

  /** Whether a selector of that name is about calls of somebody. */
  isSelected(name: string, spender: Spender): boolean {
    const declared = this.config.selectors.find((selector) => selector.name === name);
    const match = declared?.match ?? this.scopes.get('selector', name)?.definition.match;
    return match !== undefined && matchesAll(spender, match);
  }

  private stored(): readonly BoundSelector[] {
    const stored = this.scopes.all('selector').filter(({ isFromFile }) => !isFromFile);
    return stored.map((scope) => ({
      matches: (spender) => matchesAll(spender, scope.definition.match ?? {}),
      bounds: this.remembered(scope, { kind: 'selector', id: scope.name }, () =>
        toSpending(scope.definition),
      ),
    }));
  }

  private boundsOfScope(kind: 'everything' | 'team' | 'user', name: string | null): Bounds {
    const scope = name === null ? null : this.scopes.get(kind, name);
    if (!scope) return NO_BOUNDS;
    return this.remembered(scope, { kind, id: scope.name }, () => toSpending(scope.definition));
  }

  private remembered(of: object, scope: Scope, spending: () => Spending): Bounds {
    const known = this.known.get(of);
    if (known) return known;
    const bounds = boundsOf(scope, spending());
    this.known.set(of, bounds);
    return bounds;
  }
}

function matchesAll(spender: Spender, match: Readonly<Record<string, string>>): boolean {
  return Object.entries(match).every(([trait, value]) => traitOf(spender, trait) === value);
}

/** What one scope says. */
function boundsOf(scope: Scope, { budgets, limits }: Spending): Bounds {
  return {
    budgets: budgets.map((budget) => ({ ...budget, scope })),
    limits: limits.map((limit) => ({ ...limit, scope })),
  };
}

/** All of them hold. */
function together(all: readonly Bounds[]): Bounds {
  const bounding = all.filter(({ budgets, limits }) => budgets.length + limits.length > 0);
  const [only = NO_BOUNDS, ...others] = bounding;
  const { budgets, limits } =
    others.length === 0
      ? only
      : { budgets: bounding.flatMap((one) => one.budgets), limits: bounding.flatMap((one) => one.limits) };
  return limits.length < 2 ? { budgets, limits } : { budgets, limits: tightest(limits) };
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
