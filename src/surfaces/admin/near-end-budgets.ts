import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { numberAsDecimal } from '../../common/number-as-decimal.js';
import { toPicoUsd } from '../../common/pico-usd.js';
import { Renewed } from '../../common/renewed.js';
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
/** With very many keys, a look takes some hundred milliseconds: pages that ask every ten seconds wait for the first one only. */
const TIMES = { freshMs: 2_000, usableMs: 15_000 };

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
  private readonly near: Renewed<readonly NearEnd[]>;

  constructor(
    private readonly identity: Identity,
    private readonly governance: Governance,
    @Inject(STORE) private readonly store: Store,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.near = new Renewed(() => this.look(), clock, TIMES);
  }

  /** The fullest first: which they are, as of a quarter of a minute ago at most; how they stand, as of now. @throws what the store throws. */
  async list(limit: number): Promise<NearEndList> {
    const found = await this.near.get();
    const shown = found.slice(0, limit);
    const states = await this.governance.budgets.of(
      shown.map(({ budget }) => budget),
      this.clock.nowMs(),
    );
    const data = shown.flatMap(({ scope, name, written, budget }, at) => {
      const state = states[at]!;
      const part = partOf(budget, goneOf(state));
      // its period has ended meanwhile
      if (part < NEAR) return [];
      const key = scope.kind === 'key' ? scope.id : null;
      const asDecimal = { ...written, budget_usd: numberAsDecimal(written.budget_usd) };
      return [{ scope: scope.kind, name, key, part, budget: { ...asDecimal, ...state } }];
    });
    return { data, has_more: found.length > limit };
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

  /** What was spent before the budget was there: of names by one sum for all, since one for each holds up the store. */
  private async before(budget: ScopedBudget, spent: SpentNames, nowMs: number): Promise<KnownState> {
    const names = await spent.allOf(budget);
    if (names) return { spent: names.get(budget.scope.id) ?? 0n, reserved: 0n };
    const [state] = await this.governance.budgets.of([budget], nowMs);
    return state ? goneOf(state) : { spent: 0n, reserved: 0n };
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

function goneOf({ spent_usd, reserved_usd }: BudgetState): KnownState {
  return { spent: toPicoUsd(spent_usd) ?? 0n, reserved: toPicoUsd(reserved_usd) ?? 0n };
}

/** A budget of nothing is at its end. */
function partOf({ limit }: ScopedBudget, { spent, reserved }: KnownState): number {
  return limit <= 0n ? 1 : Number(spent + reserved) / Number(limit);
}
