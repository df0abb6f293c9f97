import { sql, type Kysely } from 'kysely';
import type { Database } from '../../storage/database.js';
import { readableJson } from '../../storage/postgres/readable-json.js';
import type { Store } from '../../storage/store.js';
import type { Selector } from '../../config/spending-config.js';
import { scopeIn, scopeKey, PERIODS, type Scope } from './budget.js';
import type { BudgetBook } from './budget-book.js';
import type { WindowPlace } from './spend-window.js';
import { windowAt, type PeriodWindow } from './budget-window.js';
import type { EndedMeanwhile } from './ended-meanwhile.js';
import type { VirtualKey } from '../identity/virtual-key.js';
import { spentInCalls } from './spent-in-calls.js';

export interface SpendLoaderOptions {
  /** By its name. */
  readonly selectorOf: (name: string) => Selector | null;
  /** Keys of the operator's file. */
  readonly declaredKeys: readonly Pick<VirtualKey, 'id' | 'metadata'>[];
}

/** Tells a book what was spent before: as it was written down or, of a budget that is new, as the rows of calls say. */
export class SpendLoader {
  private readonly loading = new Map<string, Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly book: BudgetBook,
    private readonly options: SpendLoaderOptions,
  ) {}

  /** @throws what the store throws. */
  async load(places: readonly WindowPlace[], nowMs: number): Promise<void> {
    await Promise.all(places.map((place) => this.once(place, nowMs)));
  }

  private once(place: WindowPlace, nowMs: number): Promise<void> {
    const key = `${scopeKey(place.scope)} ${place.per} ${windowAt(place.per, nowMs).startMs}`;
    const known = this.loading.get(key);
    if (known) return known;
    const loading = this.loadOne(place, nowMs).finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    return loading;
  }

  private async loadOne(place: WindowPlace, nowMs: number): Promise<void> {
    const ended = this.book.watchEnds(place, nowMs);
    try {
      const before = await this.spentBefore(place, nowMs, ended);
      const { spent, startMs } = this.book.begin(place, nowMs, before + ended.cost);
      if (place.scope.kind === 'selector') await this.writeDown(place, startMs, spent);
    } finally {
      ended.stop();
    }
  }

  /** What asks for something else one day is put right by what is written here. */
  private async writeDown({ scope, per }: WindowPlace, startMs: number, spent: bigint): Promise<void> {
    await sql`insert into spend (scope, per, start_at, spent) values (${scopeKey(scope)}, ${per}, ${startMs}, ${spent})
      on conflict (scope, per, start_at) do nothing`.execute(this.store.db);
  }

  /**
   * In the running window, by what was written down.
   * @param ended calls that are not counted, be they written down by now.
   * @param db in whose transaction; left out = in none. @throws what the store throws.
   */
  async spentBefore(
    { scope, per }: WindowPlace,
    nowMs: number,
    ended: Pick<EndedMeanwhile, 'callIds'> = { callIds: [] },
    db: Kysely<Database> = this.store.db,
  ): Promise<bigint> {
    const { startMs, endMs } = windowAt(per, nowMs);
    await this.store.settled();
    const written = await db
      .selectFrom('spend')
      .select('spent')
      .where('scope', '=', scopeKey(scope))
      .where('per', '=', per)
      .where('start_at', '=', startMs)
      .executeTakeFirst();
    if (written) return written.spent;
    return this.spentInRows({ scope, per }, { startMs, endMs }, db, ended.callIds);
  }

  /** By the rows of calls alone. @throws what the store throws. */
  spentInRows(
    { scope }: WindowPlace,
    period: PeriodWindow,
    db: Kysely<Database>,
    but: readonly string[] = [],
  ): Promise<bigint> {
    const { match = {} } = scope.kind === 'selector' ? (this.options.selectorOf(scope.id) ?? {}) : {};
    const isByTag = Object.keys(match).some((trait) => trait.startsWith('tag.'));
    const meant = { conditions: this.conditionsOf(scope), kind: isByTag ? 'tags' : 'day' } as const;
    return spentInCalls(db, meant, period, but);
  }

  /** All windows that run, and what they have spent: those of budgets, too, that are not there at the moment. */
  async loadRunning(nowMs: number): Promise<void> {
    const starts = PERIODS.map((per) => windowAt(per, nowMs).startMs);
    const rows = await this.store.db
      .selectFrom('spend')
      .select(['scope', 'per', 'start_at', 'spent'])
      .where('start_at', 'in', [...new Set(starts)])
      .execute();
    for (const { scope: name, per, start_at, spent } of rows) {
      const scope = scopeIn(name);
      const period = PERIODS.find((each) => each === per);
      if (!scope || !period || windowAt(period, nowMs).startMs !== start_at) continue;
      this.book.begin({ scope, per: period }, nowMs, spent);
    }
  }

  private conditionsOf({ kind, id }: Scope) {
    switch (kind) {
      case 'everything':
        return [];
      case 'key':
        return [sql<boolean>`key_id = ${id}`];
      case 'user':
        return [sql<boolean>`user_name = ${id}`];
      case 'team':
        return [sql<boolean>`team_name = ${id}`];
      case 'selector':
        return Object.entries(this.options.selectorOf(id)?.match ?? {}).map(([trait, value]) =>
          this.traitIs(trait, value),
        );
    }
  }

  private traitIs(trait: string, value: string) {
    if (trait === 'user') return sql<boolean>`user_name = ${value}`;
    if (trait === 'team') return sql<boolean>`team_name = ${value}`;
    if (trait === 'client') return sql<boolean>`client = ${value}`;
    const [kind, ...rest] = trait.split('.');
    const name = rest.join('.');
    const isSqlite = this.store.dialect === 'sqlite';
    if (kind === 'tag')
      return isSqlite
        ? sql<boolean>`tags ->> ${`$."${name}"`} = ${value}`
        : sql<boolean>`tags::json ->> ${name} = ${value}`;
    // of the keys, as they are now: rows do not have it
    const declared = this.options.declaredKeys.filter(({ metadata }) => String(metadata[name]) === value);
    const stored = isSqlite
      ? sql`select keys.id from keys, json_each(keys.definition, '$.metadata') as field where field.key = ${name}
          and case when field.type in ('true', 'false') then field.type else cast(field.value as text) end = ${value}`
      : sql`select id from keys
          where case when ${readableJson('definition')} then definition::json -> 'metadata' ->> ${name} end = ${value}`;
    if (declared.length === 0) return sql<boolean>`key_id in (${stored})`;
    return sql<boolean>`(key_id in (${stored}) or key_id in (${sql.join(declared.map(({ id }) => id))}))`;
  }
}
