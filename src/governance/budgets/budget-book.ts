import type { PicoUsd } from '../../common/pico-usd.js';
import { scopeIn, scopeKey, type Scope, type ScopedBudget } from './budget.js';
import { BudgetReservation, type KnownBudgets } from './budget-reservation.js';
import { contains, windowAt } from './budget-window.js';
import { EndedMeanwhile, type EndedCall } from './ended-meanwhile.js';
import type { FullBudget, SpendWindow, WindowPlace } from './spend-window.js';
import { scopeKeysOf, type Spender } from './spender.js';

/** A window as the store names it: the scope as `scopeKey` writes it, and when it began. */
export interface NamedPlace {
  readonly scope: string;
  readonly per: string;
  readonly start: number;
}

/**
 * Who has spent what, and what is reserved: all of it in this process, which decides at once. What happens to several
 * budgets happens to all of them or to none.
 */
export class BudgetBook implements KnownBudgets {
  /** By the ids of their scopes, one of each period. */
  private readonly windows: Readonly<Record<Scope['kind'], Map<string, readonly SpendWindow[]>>> = {
    everything: new Map(),
    team: new Map(),
    user: new Map(),
    key: new Map(),
    selector: new Map(),
  };
  private readonly loading = new Set<EndedMeanwhile>();

  /** @param isSelected whether a selector of that name is about calls of somebody; `null` = there is none. */
  constructor(private readonly isSelected: (name: string, spender: Spender) => boolean | null = () => null) {}

  /**
   * Reserves the amount in each of the budgets, or tells which one has no room for it.
   * @param spender who is charged at the end in budgets that come up meanwhile, too; `null` = nobody is known.
   */
  reserve(
    budgets: readonly ScopedBudget[],
    amount: PicoUsd,
    nowMs: number,
    spender: Spender | null = null,
  ): BudgetReservation | FullBudget {
    const places = budgets.map((budget) => ({ budget, window: this.windowOf(budget, nowMs) }));
    const reservation = new BudgetReservation(places, { book: this, spender, atMs: nowMs });
    return reservation.extend(amount) ?? reservation;
  }

  windowsOf(
    spender: Spender,
    atMs: number,
    but: readonly SpendWindow[] = NO_WINDOWS,
  ): readonly SpendWindow[] {
    const { everything, team, user, key, selector } = this.windows;
    const found: SpendWindow[] = [];
    const add = (windows: readonly SpendWindow[] = NO_WINDOWS): void => {
      for (const window of windows) if (contains(window, atMs) && !but.includes(window)) found.push(window);
    };
    add(everything.get(''));
    if (spender.team !== null) add(team.get(spender.team));
    if (spender.user !== null) add(user.get(spender.user));
    if (spender.key !== null) add(key.get(spender.key));
    for (const [name, windows] of selector) if (this.isSelected(name, spender) === true) add(windows);
    return found;
  }

  /** A selector may ask for something else than when a call of somebody began; one that is gone asks for what it did. */
  isAbout({ scope }: WindowPlace, spender: Spender): boolean {
    return scope.kind !== 'selector' || this.isSelected(scope.id, spender) !== false;
  }

  /** Notes the calls that end while a window's spending is read from the store. @returns to be given up afterwards. */
  watchEnds(place: WindowPlace, nowMs: number): EndedMeanwhile {
    const { kind, id } = place.scope;
    const isOf = (spender: Spender) =>
      kind === 'selector'
        ? this.isSelected(id, spender) === true
        : scopeKeysOf(spender).includes(scopeKey(place.scope));
    const watch = new EndedMeanwhile(windowAt(place.per, nowMs), isOf, () => this.loading.delete(watch));
    this.loading.add(watch);
    return watch;
  }

  get isLoading(): boolean {
    return this.loading.size > 0;
  }

  ended(call: EndedCall): void {
    for (const watch of this.loading) watch.note(call);
  }

  /** The running window of a budget, where it is known here. */
  knownWindow({ scope, per }: WindowPlace, nowMs: number): SpendWindow | null {
    for (const window of this.windowsIn(scope))
      if (window.per === per) return window.endMs === null || nowMs < window.endMs ? window : null;
    return null;
  }

  /** The running window of a budget; one that is new has spent nothing. */
  windowOf(place: WindowPlace, nowMs: number): SpendWindow {
    return this.knownWindow(place, nowMs) ?? this.begin(place, nowMs, 0n);
  }

  /** Those of the budgets whose running window is not known here, each once. */
  unknownOf(budgets: readonly WindowPlace[], nowMs: number): readonly WindowPlace[] {
    if (budgets.every((place) => this.knownWindow(place, nowMs))) return NONE;
    const unknown = new Map<string, WindowPlace>();
    for (const place of budgets)
      if (!this.knownWindow(place, nowMs)) unknown.set(keyOf(place), { scope: place.scope, per: place.per });
    return [...unknown.values()];
  }

  /** What was spent in a running window before it was known here; one that is known stays as it is. */
  begin({ scope, per }: WindowPlace, nowMs: number, spent: PicoUsd): SpendWindow {
    const known = this.knownWindow({ scope, per }, nowMs);
    if (known) return known;
    const window = { ...windowAt(per, nowMs), scope, per, spent, reserved: 0n };
    const others = this.windowsIn(scope).filter((other) => other.per !== per);
    this.windows[scope.kind].set(scope.id, [...others, window]);
    return window;
  }

  /** What a running window has spent was more, or less. @returns it; `null` = it is not known here. */
  correct({ scope, per, start }: NamedPlace, change: PicoUsd): SpendWindow | null {
    const named = scopeIn(scope);
    const window = named && this.windowsIn(named).find((one) => one.per === per);
    if (window?.startMs !== start) return null;
    const spent = window.spent + change;
    window.spent = spent < 0n ? 0n : spent;
    return window;
  }

  private windowsIn({ kind, id }: Scope): readonly SpendWindow[] {
    return this.windows[kind].get(id) ?? NO_WINDOWS;
  }
}

function keyOf({ scope, per }: WindowPlace): string {
  return `${scopeKey(scope)} ${per}`;
}

const NONE: readonly WindowPlace[] = Object.freeze([]);
const NO_WINDOWS: readonly SpendWindow[] = Object.freeze([]);
