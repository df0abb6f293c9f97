import type { Kysely } from 'kysely';
import type { Database } from '../../storage/database.js';
import { inTexts, type Spender } from '../budgets/spender.js';
import { KeysRepository } from '../identity/keys.repository.js';
import type { VirtualKey } from '../identity/virtual-key.js';
import type { CallRow } from './ledger-reader.js';

/** Columns that tell who is charged for a call. */
export const SPENDER_COLUMNS = ['key_id', 'user_name', 'team_name', 'client', 'tags'] as const;

type RowOfSpender = Pick<CallRow, (typeof SPENDER_COLUMNS)[number]>;

/** Keys of the operator's file. */
export type DeclaredKeys = readonly Pick<VirtualKey, 'id' | 'metadata'>[];

/** Who is charged for the call of a row. */
export type SpenderSource = (row: RowOfSpender) => Spender;

/**
 * Of the keys of rows metadata is what it is now: rows do not have it.
 * @param db in whose transaction. @throws what the store throws.
 */
export async function spendersOfRows(
  db: Kysely<Database>,
  rows: readonly RowOfSpender[],
  declaredKeys: DeclaredKeys,
): Promise<SpenderSource> {
  const ids = new Set(rows.map(({ key_id }) => key_id).filter((id) => id !== null));
  const found = [...(await new KeysRepository().metadataOf(db, [...ids])), ...declaredKeys];
  const known = new Map(found.map(({ id, metadata }) => [id, inTexts(metadata)]));
  return ({ key_id: key, user_name: user, team_name: team, client, tags: inJson }) => {
    const tags = inJson === null ? {} : (JSON.parse(inJson) as Readonly<Record<string, string>>);
    const metadata = (key === null ? undefined : known.get(key)) ?? {};
    return { key, user, team, client, tags, metadata, spending: null, ignoredTags: [] };
  };
}
