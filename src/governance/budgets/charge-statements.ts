import type { PicoUsd } from '../../common/pico-usd.js';
import type { Statement } from '../../storage/store.js';
import { PERIODS, scopeKey, scopeKeyOf } from './budget.js';
import { windowAt } from './budget-window.js';
import type { SelectorNames } from './spending-rules.js';
import type { SpendChange } from './spend-window.js';
import { scopeKeysOf, traitsOf, type Spender } from './spender.js';
import { lockForCharge, SELECTORS, windowKey } from './window-locks.js';

/** What a call came to, and who is charged for it. */
export interface CallCharge {
  readonly spender: Spender;
  /** When it began. */
  readonly atMs: number;
  readonly cost: PicoUsd;
}

/** Which selectors are about calls of somebody, and which are known to this node at all. */
export type SelectorSource = (spender: Spender) => SelectorNames;

/** In one window: its name, and what changes. */
export interface NamedChange {
  readonly names: readonly [scope: string, per: string, startMs: number];
  spent: PicoUsd;
  reserved: PicoUsd;
}

/**
 * What ends of calls change in windows of budgets that nodes share. A call is charged to each window of its scopes that is
 * in the store, be its budget known to this node or not: one that another node opened, or one whose budget was taken away.
 */
export class Charges {
  private readonly changes = new Map<string, NamedChange>();
  private readonly locks = new Set<string>();
  /** Of calls, for selectors of which this node has not heard: traits, cost, and periods. */
  private readonly unheard: unknown[] = [];
  private readonly selectors = new Set<string>();

  constructor(private readonly selectorsOf: SelectorSource) {}

  /** @param own windows in which it had room. */
  add(own: readonly SpendChange[], charge: CallCharge | null): void {
    for (const { window, ...change } of own)
      this.change([scopeKey(window.scope), window.per, window.startMs], change);
    if (charge === null || charge.cost <= 0n) return;
    const keys = own.map(({ window }) => windowKey(scopeKey(window.scope), window.per, window.startMs));
    this.addBeside(charge, new Set(keys));
  }

  /** To all windows of its scopes. @param but by their keys; it was charged to these. */
  addBeside({ spender, atMs, cost }: CallCharge, but: ReadonlySet<string>): void {
    const { matching, known } = this.selectorsOf(spender);
    const scopes = [...scopeKeysOf(spender), ...matching.map((name) => scopeKeyOf('selector', name))];
    const starts = PERIODS.map((per) => [per, windowAt(per, atMs).startMs] as const);
    for (const scope of scopes) {
      this.locks.add(scope);
      for (const [per, startMs] of starts)
        if (!but.has(windowKey(scope, per, startMs)))
          this.change([scope, per, startMs], { spent: cost, reserved: 0n });
    }
    for (const name of known) this.selectors.add(name);
    this.unheard.push([traitsOf(spender), String(cost), starts]);
  }

  change(names: NamedChange['names'], { spent, reserved }: Omit<NamedChange, 'names'>): void {
    const key = windowKey(...names);
    const known = this.changes.get(key);
    if (!known) return void this.changes.set(key, { names, spent, reserved });
    known.spent += spent;
    known.reserved += reserved;
  }

  all(): readonly NamedChange[] {
    return [...this.changes.values()];
  }

  /**
   * In the order of the windows, as those who reserve lock them: nobody waits for somebody who waits for him. To be run
   * behind what writes the rows of these calls.
   */
  statements(): readonly Statement[] {
    if (this.changes.size === 0) return [];
    const rows = this.all().map(({ names, spent, reserved }) => [...names, String(spent), String(reserved)]);
    const parameters = [rows, this.unheard, [...this.selectors]].map((each) => JSON.stringify(each));
    const locks = [...this.locks].toSorted();
    return [...(locks.length > 0 ? [lockForCharge([...locks, SELECTORS])] : []), { sql: CHARGE, parameters }];
  }
}

const CHARGE = `
  with given as (
    select g.value ->> 0 as scope, g.value ->> 1 as per, cast(g.value ->> 2 as double precision) as start_at,
      cast(g.value ->> 3 as bigint) as spent, cast(g.value ->> 4 as bigint) as reserved
    from json_array_elements($1::json) as g(value)
    union all
    select 'selector:' || scopes.name, period.value ->> 0, cast(period.value ->> 1 as double precision),
      cast(call.value ->> 1 as bigint), 0
    from scopes, json_array_elements($2::json) as call(value), json_array_elements(call.value -> 2) as period(value)
    where scopes.kind = 'selector' and scopes.name not in (select json_array_elements_text($3::json))
      and not exists (
        select 1 from json_each_text(scopes.definition::json -> 'match') as trait
        where call.value -> 0 ->> trait.key is distinct from trait.value
      )
  ), changed as (
    select scope, per, start_at, sum(spent) as spent, sum(reserved) as reserved from given group by 1, 2, 3
  ), held as materialized (
    select scope, per, start_at from spend join changed using (scope, per, start_at)
    order by (scope || ' ' || per || ' ' || start_at) collate "C" for update of spend
  )
  update spend set spent = greatest(spend.spent + changed.spent, 0), reserved = spend.reserved + changed.reserved
  from changed join held using (scope, per, start_at)
  where spend.scope = changed.scope and spend.per = changed.per and spend.start_at = changed.start_at`;
