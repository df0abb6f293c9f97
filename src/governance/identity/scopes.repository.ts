import type { Kysely } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { NamedScope, ScopeDefinition, ScopeKind } from './scopes.js';

/** Teams, users, selectors and their like in the store. */
export class ScopesRepository {
  async all(db: Kysely<Database>): Promise<readonly NamedScope[]> {
    const rows = await db.selectFrom('scopes').select(['kind', 'name', 'definition']).execute();
    return rows.map(({ kind, name, definition }) => ({
      kind,
      name,
      definition: JSON.parse(definition) as ScopeDefinition,
      isFromFile: false,
    }));
  }

  /** What a selector asks for; `null` = there is none of this name. */
  async matchOf(db: Kysely<Database>, name: string): Promise<Readonly<Record<string, string>> | null> {
    const row = await db
      .selectFrom('scopes')
      .select('definition')
      .where('kind', '=', 'selector')
      .where('name', '=', name)
      .executeTakeFirst();
    return row ? ((JSON.parse(row.definition) as ScopeDefinition).match ?? {}) : null;
  }

  /** By the names of all selectors what they ask for. */
  async matches(db: Kysely<Database>): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const rows = await db
      .selectFrom('scopes')
      .select(['name', 'definition'])
      .where('kind', '=', 'selector')
      .execute();
    return new Map(
      rows.map(({ name, definition }) => [name, (JSON.parse(definition) as ScopeDefinition).match ?? {}]),
    );
  }

  async put(db: Kysely<Database>, { kind, name, definition }: NamedScope, nowMs: number): Promise<void> {
    const text = JSON.stringify(definition);
    await db
      .insertInto('scopes')
      .values({ kind, name, definition: text, created_at: nowMs, updated_at: nowMs })
      .onConflict((conflict) =>
        conflict.columns(['kind', 'name']).doUpdateSet({ definition: text, updated_at: nowMs }),
      )
      .execute();
  }

  /** @returns whether it begins with this; `false` = it is there, and stays as it is. */
  async begin(db: Kysely<Database>, { kind, name, definition }: NamedScope, nowMs: number): Promise<boolean> {
    const text = JSON.stringify(definition);
    const { numInsertedOrUpdatedRows: begun } = await db
      .insertInto('scopes')
      .values({ kind, name, definition: text, created_at: nowMs, updated_at: nowMs })
      .onConflict((conflict) => conflict.columns(['kind', 'name']).doNothing())
      .executeTakeFirst();
    return begun === 1n;
  }

  async remove(db: Kysely<Database>, kind: ScopeKind, name: string): Promise<void> {
    await db.deleteFrom('scopes').where('kind', '=', kind).where('name', '=', name).execute();
  }
}
