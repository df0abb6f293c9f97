import type { Spender } from '../budgets/spender.js';
import type { CallRow } from './ledger-reader.js';

/** Columns that tell who is charged for a call. */
export const SPENDER_COLUMNS = ['key_id', 'user_name', 'team_name', 'client', 'tags'] as const;

/** As far as a row tells: metadata of keys are not in it. */
export function spenderOfRow(row: Pick<CallRow, (typeof SPENDER_COLUMNS)[number]>): Spender {
  const tags = row.tags === null ? {} : (JSON.parse(row.tags) as Readonly<Record<string, string>>);
  const { key_id: key, user_name: user, team_name: team, client } = row;
  return { key, user, team, client, tags, metadata: {}, spending: null, ignoredTags: [] };
}
