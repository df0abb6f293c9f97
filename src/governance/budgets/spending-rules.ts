import { toSpending } from '../../config/config-file/to-spending-config.js';
import {
  NO_SPENDING,
  type Selector,
  type Spending,
  type SpendingConfig,
} from '../../config/spending-config.js';
import type { NamedScope, ScopeKind } from '../identity/scopes.js';
import { StoreAwayError } from '../../storage/store.js';
import { limitKey, type ScopedLimit } from '../limits/limit.js';
import type { Scope, ScopedBudget } from './budget.js';
import type { Matches } from './file-selectors.js';
import { traitOf, type Spender } from './spender.js';

/** What bounds a call. */
export interface Bounds {
  readonly budgets: readonly ScopedBudget[];
  readonly limits: readonly ScopedLimit[];
}

/** Selectors as they are known here. */
export interface SelectorNames {
  /** Names of those that are about calls of somebody. */
  readonly matching: readonly string[];
  /** All of them. */
  readonly known: readonly KnownSelector[];
}

export interface KnownSelector {
  readonly name: string;
  /** JSON: what it asks for, as the store has it. */
  readonly match: string;
}

/** Nothing does. */
export const NO_BOUNDS: Bounds = Object.freeze({ budgets: Object.freeze([]), limits: Object.freeze([]) });

/** Where teams, users and selectors are known, as they are now. */
export interface ScopeSource {
  /** `false` = what administrators said of them could not be read yet. */
  readonly isKnown: boolean;
  /** How often they have changed. */
  readonly changes: number;
  get(kind: ScopeKind, name?: string): NamedScope | null;
  /** The same list as long as nothing changes. */
  all(kind: ScopeKind): readonly NamedScope[];
}

const NO_SCOPES: ScopeSource = { isKnown: true, changes: 0, get: () => null, all: () => [] };
const EVERYTHING: Scope = Object.freeze({ kind: 'everything', id: '' });

interface BoundSelector extends KnownSelector {
  readonly matches: (spender: Spender) => boolean;
  readonly bounds: Bounds;
}

/** What was found last, and what of. */
interface FoundBounds extends Pick<Spender, 'key' | 'team' | 'user'> {
  readonly changes: number;
  readonly bounds: Bounds;
}

/** What bounds a call, by who makes it: as the operator's file says, and as administrators do. */
export class SpendingRules {
  private readonly everything: Bounds;
  private readonly declared: readonly BoundSelector[];
  /** Of files before. */
  private gone: readonly Selector[] = [];
  /** All selectors, as made with those that the source gave last. */
  private lastAll: {
    readonly stored: readonly BoundSelector[];
    readonly all: readonly BoundSelector[];
  } | null = null;
  /** As long as a definition lives; one that changes is another. */
  private readonly known = new WeakMap<object, Bounds>();
  /** What was made of the list that the source gave last. */
  private lastStored: {
    readonly all: readonly NamedScope[] | null;
    readonly selectors: readonly BoundSelector[];
  } = { all: null, selectors: [] };
  /** The bounds that were joined last, by the first of them. */
  private readonly lastTogether = new WeakMap<
    Bounds,
    { readonly bounding: readonly Bounds[]; readonly bounds: Bounds }
  >();
  /** What bounds calls with a key, as long as nobody is told apart by more than it. */
  private readonly lastFound = new WeakMap<object, FoundBounds>();

  constructor(
    private readonly config: SpendingConfig,
    private readonly scopes: ScopeSource = NO_SCOPES,
  ) {
    this.everything = boundsOf(EVERYTHING, config.everything);
    this.declared = config.selectors.map((selector) =>
      boundSelector(selector, boundsOf({ kind: 'selector', id: selector.name }, selector)),
    );
  }

  /** Selectors of the file. */
  get declaredSelectors(): readonly Selector[] {
    return this.config.selectors;
  }

  /** What selectors of files before asked for: they bound no call any more, and are charged as before. */
  alsoCharge(matches: Matches): void {
    const declared = new Set(this.declared.map(({ name }) => name));
    this.gone = [...matches]
      .filter(([name]) => !declared.has(name))
      .map(([name, match]) => ({ name, match, ...NO_SPENDING }));
    this.lastAll = null;
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
    const { spending } = spender;
    // where there are selectors, it depends on more than the key
    if (spending === null || this.declared.length + this.stored().length > 0) return this.search(spender);
    const { key, team, user } = spender;
    const { changes } = this.scopes;
    const last = this.lastFound.get(spending);
    const isOfSame = last?.key === key && last.team === team && last.user === user;
    if (last && isOfSame && last.changes === changes) return last.bounds;
    const bounds = this.search(spender);
    this.lastFound.set(spending, { changes, key, team, user, bounds });
    return bounds;
  }

  private search(spender: Spender): Bounds {
    const { key, spending, team, user } = spender;
    const bounding: Bounds[] = [];
    addTo(bounding, this.everything);
    addTo(bounding, this.boundsOfScope('everything', ''));
    addTo(bounding, this.boundsOfScope('team', team));
    addTo(bounding, this.boundsOfScope('user', user));
    if (spending && key !== null)
      addTo(
        bounding,
        this.known.get(spending) ?? this.remember(spending, { kind: 'key', id: key }, spending),
      );
    for (const { matches, bounds } of this.declared) if (matches(spender)) addTo(bounding, bounds);
    for (const { matches, bounds } of this.stored()) if (matches(spender)) addTo(bounding, bounds);
    return this.together(bounding);
  }

  /** `null` = there is none of this name. */
  selectorOf(name: string): Selector | null {
    const declared = this.config.selectors.find((selector) => selector.name === name);
    const { definition } = this.scopes.get('selector', name) ?? {};
    if (declared || !definition) return declared ?? this.gone.find((each) => each.name === name) ?? null;
    return { name, match: definition.match ?? {}, ...toSpending(definition) };
  }

  /** Whether a selector of that name is about calls of somebody; `null` = there is none. */
  isSelected(name: string, spender: Spender): boolean | null {
    const ofName = (each: Selector) => each.name === name;
    const match =
      this.config.selectors.find(ofName)?.match ??
      this.scopes.get('selector', name)?.definition.match ??
      this.gone.find(ofName)?.match;
    return match === undefined ? null : matchesAll(spender, match);
  }

  selectorsOf(spender: Spender): SelectorNames {
    const known = this.allSelectors();
    const matching = known.filter(({ matches }) => matches(spender));
    return { matching: matching.map(({ name }) => name), known };
  }

  /** Those of files before, too. */
  private allSelectors(): readonly BoundSelector[] {
    const stored = this.stored();
    if (this.lastAll?.stored === stored) return this.lastAll.all;
    const names = new Set(stored.map(({ name }) => name));
    const gone = this.gone
      .filter(({ name }) => !names.has(name))
      .map((selector) => boundSelector(selector, NO_BOUNDS));
    const all = [...this.declared, ...stored, ...gone];
    this.lastAll = { stored, all };
    return all;
  }

  private stored(): readonly BoundSelector[] {
    const all = this.scopes.all('selector');
    if (all === this.lastStored.all) return this.lastStored.selectors;
    const selectors = all
      .filter(({ isFromFile }) => !isFromFile)
      .map((scope) => {
        const { match = {} } = scope.definition;
        return boundSelector({ name: scope.name, match }, this.boundsBy(scope, 'selector'));
      });
    this.lastStored = { all, selectors };
    return selectors;
  }

  private boundsOfScope(kind: 'everything' | 'team' | 'user', name: string | null): Bounds {
    const scope = name === null ? null : this.scopes.get(kind, name);
    if (!scope) return NO_BOUNDS;
    return this.boundsBy(scope, kind);
  }

  private boundsBy(scope: NamedScope, kind: Scope['kind']): Bounds {
    const known = this.known.get(scope);
    return known ?? this.remember(scope, { kind, id: scope.name }, toSpending(scope.definition));
  }

  private remember(of: object, scope: Scope, spending: Spending): Bounds {
    const bounds = boundsOf(scope, spending);
    this.known.set(of, bounds);
    return bounds;
  }

  /** One list of all of them. Remembered: calls of one key mostly have the same. */
  private together(bounding: readonly Bounds[]): Bounds {
    const [first] = bounding;
    if (!first) return NO_BOUNDS;
    const last = this.lastTogether.get(first);
    if (last && isSame(last.bounding, bounding)) return last.bounds;
    const bounds = together(bounding);
    this.lastTogether.set(first, { bounding, bounds });
    return bounds;
  }
}

function addTo(bounding: Bounds[], bounds: Bounds): void {
  if (bounds.budgets.length + bounds.limits.length > 0) bounding.push(bounds);
}

function isSame(one: readonly Bounds[], other: readonly Bounds[]): boolean {
  return one.length === other.length && one.every((bounds, at) => bounds === other[at]);
}

function boundSelector({ name, match }: Pick<Selector, 'name' | 'match'>, bounds: Bounds): BoundSelector {
  return { name, match: JSON.stringify(match), matches: (spender) => matchesAll(spender, match), bounds };
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
function together(bounding: readonly Bounds[]): Bounds {
  const budgets = bounding.flatMap((one) => one.budgets);
  const limits = bounding.flatMap((one) => one.limits);
  return { budgets, limits: limits.length < 2 ? limits : tightest(limits) };
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
