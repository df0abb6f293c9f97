import { sql, type Kysely } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { idAt } from '../ledger/call-id.js';
import type { Selector } from '../../config/spending-config.js';
import { scopeKey, type Scope } from './budget.js';
import type { BudgetBook } from './budget-book.js';
import type { WindowPlace } from './spend-window.js';
import { windowAt, type PeriodWindow } from './budget-window.js';
import type { EndedMeanwhile } from './ended-meanwhile.js';

/** Tells a book what was spent before: as it was written down or, of a budget that is new, as the rows of calls say. */
export class SpendLoader {
  private readonly loading = new Map<string, Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly book: BudgetBook,
    /** By its name. */
    private readonly selectorOf: (name: string) => Selector | null,
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
      this.book.begin(place, nowMs, before + ended.cost);
    } finally {
      ended.stop();
    }
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
    return written?.spent ?? (await this.sumOf(db, scope, { startMs, endMs }, ended.callIds));
  }

  private async sumOf(
    db: Kysely<Database>,
    scope: Scope,
    { startMs, endMs }: PeriodWindow,
    but: readonly string[],
  ): Promise<bigint> {
    let query = db
      .selectFrom('calls')
      // no sum of parts goes beyond 64 bits
      .select([
        sql<bigint | null>`sum(cost / 1000000)`.as('high'),
        sql<bigint | null>`sum(cost % 1000000)`.as('low'),
      ])
      .where('id', '>=', idAt(startMs))
      .where('outcome', '!=', 'pending');
    if (but.length > 0) query = query.where('id', 'not in', [...but]);
    if (endMs !== null) query = query.where('id', '<', idAt(endMs));
    for (const condition of this.conditionsOf(scope)) query = query.where(condition);
    const { high, low } = await query.executeTakeFirstOrThrow();
    return (high ?? 0n) * 1_000_000n + (low ?? 0n);
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
        return Object.entries(this.selectorOf(id)?.match ?? {}).map(([trait, value]) =>
          this.traitIs(trait, value),
        );
    }
  }

  /** Metadata of keys is not in the rows: a new selector by it begins with what other traits leave. */
  private traitIs(trait: string, value: string) {
    if (trait === 'user') return sql<boolean>`user_name = ${value}`;
    if (trait === 'team') return sql<boolean>`team_name = ${value}`;
    if (trait === 'client') return sql<boolean>`client = ${value}`;
    if (!trait.startsWith('tag.')) return sql<boolean>`1 = 1`;
    const name = trait.slice('tag.'.length);
    return this.store.dialect === 'sqlite'
      ? sql<boolean>`tags ->> ${`$."${name}"`} = ${value}`
      : sql<boolean>`tags::json ->> ${name} = ${value}`;
  }
}
