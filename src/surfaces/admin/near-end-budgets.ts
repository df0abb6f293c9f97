import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { toPicoUsd } from '../../common/pico-usd.js';
import type { FileBudget } from '../../config/config-file/file-content.js';
import { toSpending } from '../../config/config-file/to-spending-config.js';
import type { BudgetState, KnownState } from '../../governance/budgets/budget-states.js';
import type { Scope, ScopedBudget } from '../../governance/budgets/budget.js';
import { SpentNames } from '../../governance/budgets/spent-names.js';
import { Governance } from '../../governance/governance.js';
import { Identity } from '../../governance/identity/identity.js';
import { STORE, type Store } from '../../storage/store.js';

/** From this part of a budget on, somebody should know. */
const NEAR = 0.8;
/** Keys that are looked at in one turn. */
const AT_ONCE = 1_000;
/** So long an answer is good for all who ask: with very many keys, a look takes some hundred milliseconds. */
const KEPT_MS = 2_000;

/** A budget, and whose it is. */
interface OwnedBudget {
  readonly scope: Scope;
  readonly name: string | null;
  readonly written: FileBudget;
  readonly budget: ScopedBudget;
}

type NearEnd = OwnedBudget & { readonly part: number };

/** A budget that is near its end, as administrators see it. */
interface ShownNearEnd {
  readonly scope: Scope['kind'];
  readonly name: string | null;
  /** `null` = it is none of a key. */
  readonly key: string | null;
  /** 1 = all of it is spent or reserved. */
  readonly part: number;
  readonly budget: FileBudget & BudgetState;
}

export interface NearEndList {
  readonly data: readonly ShownNearEnd[];
  readonly has_more: boolean;
}

/** Budgets of which little is left, be there however many keys. */
@Injectable()
export class NearEndBudgets {
  private kept: { readonly atMs: number; readonly found: Promise<readonly NearEnd[]> } | null = null;

  constructor(
    private readonly identity: Identity,
    private readonly governance: Governance,
    @Inject(STORE) private readonly store: Store,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The fullest first. @throws what the store throws. */
  async list(limit: number): Promise<NearEndList> {
    const found = await this.found();
    const shown = found.slice(0, limit);
    const states = await this.governance.budgets.of(
      shown.map(({ budget }) => budget),
      this.clock.nowMs(),
    );
    const data = shown.map(({ scope, name, part, written }, at) => ({
      scope: scope.kind,
      name,
      key: scope.kind === 'key' ? scope.id : null,
      part,
      budget: { ...written, ...states[at]! },
    }));
    return { data, has_more: found.length > limit };
  }

  private found(): Promise<readonly NearEnd[]> {
    const atMs = this.clock.monotonicMs();
    if (this.kept && atMs - this.kept.atMs < KEPT_MS) return this.kept.found;
    const found = this.look();
    this.kept = { atMs, found };
    found.catch(() => {
      // whoever waits is told of it; the next one asks anew
      this.kept = null;
    });
    return found;
  }

  private async look(): Promise<readonly NearEnd[]> {
    const nowMs = this.clock.nowMs();
    const spent = new SpentNames(this.store, nowMs);
    const near = await this.nearOf(this.ofScopes(), spent, nowMs);
    for (let after: string | null = null; ;) {
      const keys = await this.identity.keys.budgetsOf(this.store, { limit: AT_ONCE, after });
      const owned = keys.flatMap(({ id, name, budgets }) => ownedBy({ kind: 'key', id }, name, budgets));
      near.push(...(await this.nearOf(owned, spent, nowMs)));
      if (keys.length < AT_ONCE) break;
      after = keys.at(-1)!.id;
    }
    return near.toSorted((one, other) => other.part - one.part);
  }

  /** All but those of keys in the store. */
  private ofScopes(): readonly OwnedBudget[] {
    const { declared, directory } = this.identity;
    const named = (['team', 'user', 'selector'] as const).flatMap((kind) =>
      directory
        .all(kind)
        .flatMap(({ name, definition }) => ownedBy({ kind, id: name }, name, definition.budgets)),
    );
    const all = [directory.get('everything'), directory.declaredEverything].flatMap((scope) =>
      ownedBy({ kind: 'everything', id: '' }, null, scope?.definition.budgets),
    );
    const keys = declared.keys.flatMap(({ key: { id, name, budgets } }) =>
      ownedBy({ kind: 'key', id }, name, budgets),
    );
    return [...all, ...named, ...keys];
  }

  private async nearOf(owned: readonly OwnedBudget[], spent: SpentNames, nowMs: number): Promise<NearEnd[]> {
    const known = await this.governance.budgets.known(
      owned.map(({ budget }) => budget),
      nowMs,
    );
    const near: NearEnd[] = [];
    for (const [at, each] of owned.entries()) {
      const part = partOf(each.budget, known[at] ?? (await this.before(each.budget, spent, nowMs)));
      if (part >= NEAR) near.push({ ...each, part });
    }
    return near;
  }

  /** What was spent before the budget was there; most that were never asked for have spent nothing. */
  private async before(budget: ScopedBudget, spent: SpentNames, nowMs: number): Promise<KnownState> {
    const nothing = { spent: 0n, reserved: 0n };
    if (!(await spent.mayHave(budget))) return nothing;
    const [state] = await this.governance.budgets.of([budget], nowMs);
    return state ? { ...nothing, spent: toPicoUsd(state.spent_usd) ?? 0n } : nothing;
  }
}

function ownedBy(
  scope: Scope,
  name: string | null,
  budgets: readonly FileBudget[] = [],
): readonly OwnedBudget[] {
  return toSpending({ budgets }).budgets.map((budget, at) => ({
    scope,
    name,
    written: budgets[at]!,
    budget: { ...budget, scope },
  }));
}

/** A budget of nothing is at its end. */
function partOf({ limit }: ScopedBudget, { spent, reserved }: KnownState): number {
  return limit <= 0n ? 1 : Number(spent + reserved) / Number(limit);
}
