import { sql, type ExpressionBuilder, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { Database } from '../../storage/database.js';
import { idAt } from './call-id.js';
import type { OwnedModel } from './owned-model.js';

/** Which calls are meant; what is left out or `null` says nothing. Times in milliseconds since the Unix epoch. */
export interface CallFilter {
  readonly fromMs?: number | null;
  /** Up to, and not at. */
  readonly toMs?: number | null;
  readonly key?: string | null;
  readonly user?: string | null;
  readonly team?: string | null;
  /** As it was asked for, or as it was sent; with its provider before it or without. */
  readonly model?: string | null;
  /** The same, where it is named with its provider, and no other filter names one; else `null`. */
  readonly owned?: OwnedModel | null;
  readonly provider?: string | null;
  readonly outcome?: string | null;
  readonly session?: string | null;
  /** One of these. */
  readonly sessions?: readonly string[];
  readonly client?: string | null;
  readonly surface?: string | null;
}

type Calls = ExpressionBuilder<Database, 'calls'>;

/** Columns that a filter compares as they are. */
const COLUMNS = {
  key: 'key_id',
  user: 'user_name',
  team: 'team_name',
  provider: 'provider',
  outcome: 'outcome',
  session: 'session',
  client: 'client',
  surface: 'surface',
} as const;

export function matching(filter: CallFilter): (calls: Calls) => Expression<SqlBool> {
  return (calls) => {
    const conditions: Expression<SqlBool>[] = [];
    const { fromMs = null, toMs = null, sessions } = filter;
    if (fromMs !== null) conditions.push(calls('id', '>=', idAt(fromMs)));
    if (toMs !== null) conditions.push(calls('id', '<', idAt(toMs)));
    for (const [name, column] of Object.entries(COLUMNS)) {
      const value = filter[name as keyof typeof COLUMNS] ?? null;
      if (value !== null) conditions.push(calls(column, '=', value));
    }
    if (sessions) conditions.push(calls('session', 'in', sessions));
    conditions.push(...ofModel(filter));
    return calls.and(conditions);
  };
}

/**
 * The same for sums of days: by names alone, not by one session, of which the calls are found by an index. Only sums that
 * tell sessions apart can be asked for several of them.
 */
export function matchingNames(filter: CallFilter): RawBuilder<SqlBool> {
  const { session: _session, ...columns } = COLUMNS;
  const conditions: Expression<SqlBool>[] = Object.entries(columns).flatMap(([name, column]) => {
    const value = filter[name as keyof typeof columns] ?? null;
    return value === null ? [] : [sql<SqlBool>`${sql.raw(column)} = ${value}`];
  });
  const { sessions } = filter;
  if (sessions) conditions.push(sql<SqlBool>`session in (${sql.join(sessions)})`);
  conditions.push(...ofModel(filter));
  return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql.join(conditions, sql` and `);
}

function ofModel({ model = null, owned = null }: CallFilter): readonly Expression<SqlBool>[] {
  if (model === null) return [];
  if (owned === null)
    return [
      sql<SqlBool>`(model_asked = ${model} or model_sent = ${model} or provider || '/' || model_sent = ${model})`,
    ];
  const { provider, name } = owned;
  // one that was asked for and downgraded is meant; another provider's own name is not
  return [
    sql<SqlBool>`(provider = ${provider} and (model_asked in (${model}, ${name}) or model_sent = ${name})
      or model_asked = ${model} and model_sent <> ${model})`,
  ];
}
