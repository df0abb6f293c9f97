import { sql, type Kysely, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import type { Database, KeysTable } from '../../storage/database.js';
import { readableJson } from '../../storage/postgres/readable-json.js';
import type { Store } from '../../storage/store.js';
import type { KeyGrant, VirtualKey } from './virtual-key.js';

type Row = Omit<Selectable<KeysTable>, 'deleted_at'>;
/** What of a key has no column of its own. */
type Definition = Pick<VirtualKey, 'tags' | 'metadata' | 'allowed' | 'budgets' | 'limits' | 'capture'>;

const COLUMNS = [
  'keys.id',
  'keys.name',
  'user_name',
  'team_name',
  'definition',
  'keys.expires_at',
  'enabled',
  'keys.created_at',
  'keys.updated_at',
] as const;

/** A page of a list: so many entries behind one. */
export interface PageOf {
  readonly limit: number;
  /** `null` = from the first on. */
  readonly after: string | null;
}

/** Which keys a list is about; `null` = all. */
export interface KeyFilter {
  readonly team: string | null;
  readonly user: string | null;
  readonly enabled: boolean | null;
  /** Stands in the name, user, team or id, be it in capitals or not. */
  readonly find: string | null;
}

/** What of a key is about its budgets. */
export type KeyBudgets = Pick<VirtualKey, 'id' | 'name'> & Required<Pick<VirtualKey, 'budgets'>>;

/** Virtual keys in the store. All that it does can be part of a transaction: each method takes what runs it. */
export class KeysRepository {
  private readonly isThere: RawBuilder<SqlBool>;

  /** @param replaced ids of keys of the operator's file: one of the store that has such an id is as if it were not. */
  constructor(replaced: readonly string[] = []) {
    const isLeft = sql<SqlBool>`deleted_at is null`;
    const isOther = sql<SqlBool>`${isLeft} and keys.id not in (${sql.join(replaced)})`;
    this.isThere = replaced.length === 0 ? isLeft : isOther;
  }

  /** @param hash of the key as callers spell it. */
  async add(db: Kysely<Database>, key: VirtualKey, hash: string): Promise<void> {
    const { id, createdAtMs: created_at } = key;
    await db
      .insertInto('keys')
      .values({ ...toRow(key), deleted_at: null })
      .execute();
    await db.insertInto('key_secrets').values({ hash, key_id: id, created_at, expires_at: null }).execute();
  }

  /** `null` = there is none of that id, or no longer. */
  async get(db: Kysely<Database>, id: string): Promise<VirtualKey | null> {
    const row = await db
      .selectFrom('keys')
      .select(COLUMNS)
      .where('id', '=', id)
      .where(this.isThere)
      .executeTakeFirst();
    return row ? toKey(row) : null;
  }

  /** By their ids, which are in no order that means something. */
  async list(
    db: Kysely<Database>,
    { limit, after }: PageOf,
    { team, user, enabled, find }: KeyFilter,
  ): Promise<readonly VirtualKey[]> {
    let query = db.selectFrom('keys').select(COLUMNS).where(this.isThere);
    if (after !== null) query = query.where('id', '>', after);
    if (team !== null) query = query.where('team_name', '=', team);
    if (user !== null) query = query.where('user_name', '=', user);
    if (enabled !== null) query = query.where('enabled', '=', enabled ? 1 : 0);
    if (find !== null) query = query.where(holds(find));
    return (await query.orderBy('id').limit(limit).execute()).map(toKey);
  }

  /** Whose key that is; `null` = nobody's, or its time is over. */
  async byHash(db: Kysely<Database>, hash: string, nowMs: number): Promise<VirtualKey | null> {
    const row = await db
      .selectFrom('key_secrets')
      .innerJoin('keys', 'keys.id', 'key_secrets.key_id')
      .select([...COLUMNS, 'key_secrets.expires_at as secret_expires_at'])
      .where('hash', '=', hash)
      .where(this.isThere)
      .executeTakeFirst();
    if (!row) return null;
    const { secret_expires_at: until, ...its } = row;
    const key = toKey(its);
    if (until === null) return key;
    return nowMs < until ? { ...key, expiresAtMs: Math.min(until, key.expiresAtMs ?? until) } : null;
  }

  /** Those that have budgets, by their ids, and no more of them than that: there may be very many. */
  async budgetsOf({ reports, dialect }: Store, { limit, after }: PageOf): Promise<readonly KeyBudgets[]> {
    const budgets =
      dialect === 'sqlite'
        ? sql<string>`definition -> '$.budgets'`
        : sql<string>`case when ${readableJson('definition')} then cast(definition::json -> 'budgets' as text) end`;
    let query = reports.selectFrom('keys').select(['id', 'name', budgets.as('budgets')]);
    query = query.where(this.isThere).where('definition', 'like', '%"budgets":[{%');
    if (after !== null) query = query.where('id', '>', after);
    const rows = await query.orderBy('id').limit(limit).execute();
    return rows.map((row) => ({ ...row, budgets: JSON.parse(row.budgets ?? '[]') as KeyBudgets['budgets'] }));
  }

  /** Of these keys, be they deleted or not. */
  async metadataOf(
    db: Kysely<Database>,
    ids: readonly string[],
  ): Promise<readonly Pick<VirtualKey, 'id' | 'metadata'>[]> {
    if (ids.length === 0) return [];
    const rows = await db.selectFrom('keys').select(['id', 'definition']).where('id', 'in', ids).execute();
    return rows.map(({ id, definition }) => ({
      id,
      metadata: (JSON.parse(definition) as Definition).metadata,
    }));
  }

  async change(db: Kysely<Database>, key: VirtualKey): Promise<void> {
    const { id, created_at: _, ...changed } = toRow(key);
    await db.updateTable('keys').set(changed).where('id', '=', id).execute();
  }

  /** The row stays: usage names it. What it was spelled like opens nothing from now on. */
  async remove(db: Kysely<Database>, id: string, nowMs: number): Promise<void> {
    await db.updateTable('keys').set({ deleted_at: nowMs }).where('id', '=', id).execute();
    await db.deleteFrom('key_secrets').where('key_id', '=', id).execute();
  }

  /**
   * From now on the key is spelled anew.
   * @param overlapUntilMs so long the spelling before is good as well.
   */
  async respell(
    db: Kysely<Database>,
    {
      id,
      hash,
      nowMs,
      overlapUntilMs,
    }: {
      readonly id: string;
      readonly hash: string;
      readonly nowMs: number;
      readonly overlapUntilMs: number;
    },
  ): Promise<void> {
    await db
      .updateTable('key_secrets')
      .set({ expires_at: overlapUntilMs })
      .where('key_id', '=', id)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', overlapUntilMs)]))
      .execute();
    await db
      .insertInto('key_secrets')
      .values({ hash, key_id: id, created_at: nowMs, expires_at: null })
      .execute();
  }

  /** One was made at some time, be it deleted since. */
  async hasAny(db: Kysely<Database>): Promise<boolean> {
    return (await db.selectFrom('keys').select('id').limit(1).executeTakeFirst()) !== undefined;
  }
}

const SEARCHED = ['id', 'name', 'user_name', 'team_name'] as const;

/** The store makes both sides small: not every one of them knows all letters. */
function holds(text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const each = SEARCHED.map((column) => sql`lower(${sql.ref(column)}) like lower(${pattern}) escape '\\'`);
  return sql<SqlBool>`(${sql.join(each, sql` or `)})`;
}

function toRow(key: VirtualKey): Row {
  const { tags, metadata, allowed, budgets = [], limits = [], capture } = key;
  const definition: Definition = { tags, metadata, allowed, budgets, limits, ...(capture && { capture }) };
  return {
    id: key.id,
    name: key.name,
    user_name: key.user,
    team_name: key.team,
    definition: JSON.stringify(definition),
    expires_at: key.expiresAtMs,
    enabled: key.enabled ? 1 : 0,
    created_at: key.createdAtMs,
    updated_at: key.updatedAtMs,
  };
}

function toKey(row: Row): VirtualKey {
  const grant: KeyGrant = {
    ...(JSON.parse(row.definition) as Definition),
    name: row.name,
    user: row.user_name,
    team: row.team_name,
    expiresAtMs: row.expires_at,
    enabled: row.enabled === 1,
  };
  return {
    ...grant,
    id: row.id,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    isFromFile: false,
  };
}
