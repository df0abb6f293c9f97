import type { PicoUsd } from '../../common/pico-usd.js';
import { readableJsonSql } from '../../storage/postgres/readable-json.js';
import type { Statement } from '../../storage/store.js';
import type { NamedPlace } from './budget-book.js';
import { FILE_SELECTORS } from './file-selectors.js';
import { PERIODS, scopeIn, scopeKey, scopeKeyOf } from './budget.js';
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

/** Which selectors are about calls of somebody, and what those that this node knows ask for. */
export type SelectorSource = (spender: Spender) => SelectorNames;

/** In one window: its name, and what changes. */
export interface NamedChange {
  readonly names: readonly [scope: string, per: string, startMs: number];
  spent: PicoUsd;
  reserved: PicoUsd;
  /** Of a selector: spent, too, where it asks for what this node knows of it. */
  selected: PicoUsd;
}

/** Amounts in 10^-12 US dollars; left out = 0. */
type Change = Partial<Omit<NamedChange, 'names'>>;

/** What a call changes in a window that knows of it: it had room there, or was charged there before. */
export interface OwnChange extends Omit<NamedChange, 'selected'> {
  /** `null` = the window is of something else. */
  readonly selector: string | null;
}

/**
 * What ends of calls change in windows of budgets that nodes share. A call is charged to each window of its scopes that is
 * in the store, be its budget known to this node or not: one that another node opened, or one whose budget was taken away.
 */
export class Charges {
  private readonly changes = new Map<string, NamedChange>();
  private readonly locks = new Set<string>();
  /** Traits, cost, and periods of calls: for selectors that ask for something else than this node knows of. */
  private readonly calls: unknown[] = [];
  /** What selectors ask for as far as this node knows; '' = that has changed meanwhile. */
  private readonly selectors = new Map<string, string | null>();

  constructor(private readonly selectorsOf: SelectorSource) {}

  /**
   * To all windows of its scopes. A selector that asks for something else than when the call began is charged by what it
   * asks for now, as sums of rows are.
   * @param own windows that know of it; others are charged what it came to.
   */
  add(own: readonly OwnChange[], charge: CallCharge | null): void {
    const isCharged = charge !== null && charge.cost !== 0n;
    const { matching, known } = isCharged ? this.selectorsOf(charge.spender) : NO_SELECTORS;
    for (const { names, selector, spent, reserved } of own) {
      if (selector === null || !isCharged) this.change(names, { spent, reserved });
      else if (matching.includes(selector) || !known.some(({ name }) => name === selector))
        this.change(names, { reserved, selected: spent });
      else this.change(names, { reserved });
    }
    if (!isCharged) return;
    const but = new Set(own.map(({ names }) => windowKey(...names)));
    this.addBeside(charge, { matching, known }, but);
  }

  /** @param but by their keys; it was charged to these. */
  private addBeside(
    { spender, atMs, cost }: CallCharge,
    { matching, known }: SelectorNames,
    but: ReadonlySet<string>,
  ): void {
    const starts = PERIODS.map((per) => [per, windowAt(per, atMs).startMs] as const);
    const addTo = (scope: string, change: Change) => {
      this.locks.add(scope);
      for (const [per, startMs] of starts)
        if (!but.has(windowKey(scope, per, startMs))) this.change([scope, per, startMs], change);
    };
    for (const scope of scopeKeysOf(spender)) addTo(scope, { spent: cost });
    for (const name of matching) addTo(scopeKeyOf('selector', name), { selected: cost });
    for (const { name, match } of known) {
      const before = this.selectors.get(name);
      this.selectors.set(name, before === undefined || before === match ? match : '');
    }
    this.calls.push([traitsOf(spender), String(cost), starts]);
  }

  change(names: NamedChange['names'], { spent = 0n, reserved = 0n, selected = 0n }: Change): void {
    const key = windowKey(...names);
    const known = this.changes.get(key);
    if (!known) return void this.changes.set(key, { names, spent, reserved, selected });
    known.spent += spent;
    known.reserved += reserved;
    known.selected += selected;
  }

  /** As this node knows selectors. */
  all(): readonly Pick<NamedChange, 'names' | 'spent'>[] {
    return [...this.changes.values()].map(({ names, spent, selected }) => ({
      names,
      spent: spent + selected,
    }));
  }

  /**
   * In the order of the windows, as those who reserve lock them: nobody waits for somebody who waits for him. To be run
   * behind what writes the rows of these calls.
   */
  statements(): readonly Statement[] {
    if (this.changes.size === 0) return [];
    const rows = [...this.changes.values()].map(({ names, spent, reserved, selected }) => [
      ...names,
      ...[spent, reserved, selected].map(String),
    ]);
    const parameters = [rows, this.calls, Object.fromEntries(this.selectors)].map((each) =>
      JSON.stringify(each),
    );
    const locks = [...this.locks].toSorted();
    return [...(locks.length > 0 ? [lockForCharge([...locks, SELECTORS])] : []), { sql: CHARGE, parameters }];
  }
}

const NO_SELECTORS: SelectorNames = Object.freeze({ matching: [], known: [] });

/** What a call changes in a window in which it has room. */
export function ownChangeOf({ window, spent, reserved }: SpendChange): OwnChange {
  const { scope, per, startMs } = window;
  const selector = scope.kind === 'selector' ? scope.id : null;
  return { names: [scopeKey(scope), per, startMs], selector, spent, reserved };
}

/** A window as rows of calls name it, of a call that is charged to it or gives something back. */
export function ownChange(
  { scope, per, start }: NamedPlace,
  change: Pick<NamedChange, 'spent' | 'reserved'>,
): OwnChange {
  const named = scopeIn(scope);
  return { names: [scope, per, start], selector: named?.kind === 'selector' ? named.id : null, ...change };
}

const CHARGE = `
  with of_files as materialized (
    select each.key as name, each.value as match
    from store_settings, json_each(store_settings.value::json) as each where store_settings.name = '${FILE_SELECTORS}'
  ), other as materialized (
    select 'selector:' || asked.name as scope, asked.match from (
      select name, match from of_files
      union all
      select name, definition::json -> 'match' from scopes
      where kind = 'selector' and ${readableJsonSql('definition')} and name not in (select name from of_files)
    ) as asked left join json_each_text($3::json) as known on known.key = asked.name
    where known.value is distinct from asked.match::text
  ), given as (
    select g.value ->> 0 as scope, g.value ->> 1 as per, cast(g.value ->> 2 as double precision) as start_at,
      cast(g.value ->> 3 as bigint) + case
        when g.value ->> 0 in (select scope from other) then 0 else cast(g.value ->> 5 as bigint) end as spent,
      cast(g.value ->> 4 as bigint) as reserved
    from json_array_elements($1::json) as g(value)
    union all
    select other.scope, period.value ->> 0, cast(period.value ->> 1 as double precision),
      cast(call.value ->> 1 as bigint), 0
    from other, json_array_elements($2::json) as call(value), json_array_elements(call.value -> 2) as period(value)
    where not exists (
      select 1 from json_each_text(other.match) as trait
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
