import { sql, type RawBuilder } from 'kysely';
import { formatPicoUsd } from '../../common/pico-usd.js';
import { tagIn } from './usage-groups.js';
import type { Store } from '../../storage/store.js';
import { matching, type CallFilter } from './call-filters.js';

const COLUMNS: Readonly<Record<string, string>> = {
  model: 'model_sent',
  provider: 'provider',
  key: 'key_id',
  user: 'user_name',
  team: 'team_name',
  client: 'client',
  session: 'session',
  surface: 'surface',
  outcome: 'outcome',
};

const LENGTHS_MS: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000 };

/** What some calls came to. */
export interface UsageRow {
  /** Hour and day as RFC 3339; what a call does not have is `null`. */
  readonly [group: string]: unknown;
  readonly requests: number;
  readonly failed: number;
  readonly cost_usd: string;
  readonly unpriced_requests: number;
}

const SUMS = {
  input: 'input_tokens',
  cache_read: 'cache_read_tokens',
  cache_write: 'cache_write_tokens',
  output: 'output_tokens',
  reasoning: 'reasoning_tokens',
  total: 'total_tokens',
} as const;

/**
 * Sums over calls, in the order of their groups.
 * @param groups of `isUsageGroup`; none = one row for all.
 */
export async function usageBy(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
): Promise<readonly UsageRow[]> {
  await store.settled();
  const names = groups.map((_, at) => `g${at}`);
  const grouped = groups.map((group, at) => sql`${groupSql(group, store.dialect)} as ${sql.raw(names[at]!)}`);
  const sums = Object.entries(SUMS).map(
    ([name, column]) => sql`sum(${sql.raw(column)}) as ${sql.raw(name)}_tokens`,
  );
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join([
      ...grouped,
      sql`count(*) as requests`,
      sql`sum(case when outcome in ('failed', 'partial', 'unknown') then 1 else 0 end) as failed`,
      sql`sum(case when cost is null and outcome <> 'pending' then 1 else 0 end) as unpriced`,
      // no sum of parts goes beyond 64 bits
      sql`sum(cost / 1000000) as cost_high`,
      sql`sum(cost % 1000000) as cost_low`,
      ...sums,
    ])}
    from ${store.reports.selectFrom('calls').selectAll().where(matching(filter)).as('calls')}
    ${names.length > 0 ? sql.raw(`group by ${names.join(', ')} order by ${names.join(', ')}`) : sql``}
  `.execute(store.reports);
  return rows.map((row) => toUsageRow(row, groups));
}

function groupSql(group: string, dialect: Store['dialect']): RawBuilder<unknown> {
  const lengthMs = LENGTHS_MS[group];
  if (lengthMs !== undefined) return sql`cast(floor(started_at / ${sql.lit(lengthMs)}) as bigint)`;
  const tag = tagIn(group);
  if (tag === null) return sql.raw(COLUMNS[group]!);
  return dialect === 'sqlite' ? sql`tags ->> ${sql.lit(`$."${tag}"`)}` : sql`tags::json ->> ${sql.lit(tag)}`;
}

function toUsageRow(row: Record<string, unknown>, groups: readonly string[]): UsageRow {
  const named = groups.map((group, at) => [group, groupValue(group, row[`g${at}`])] as const);
  const tokens = Object.keys(SUMS).map((name) => [name, Number(row[`${name}_tokens`] ?? 0)] as const);
  const cost = BigInt((row['cost_high'] as bigint | null) ?? 0) * 1_000_000n;
  return {
    ...Object.fromEntries(named),
    requests: Number(row['requests']),
    failed: Number(row['failed'] ?? 0),
    tokens: Object.fromEntries(tokens),
    cost_usd: formatPicoUsd(cost + BigInt((row['cost_low'] as bigint | null) ?? 0)),
    unpriced_requests: Number(row['unpriced'] ?? 0),
  };
}

function groupValue(group: string, value: unknown): unknown {
  const lengthMs = LENGTHS_MS[group];
  if (lengthMs === undefined) return value ?? null;
  const text = new Date(Number(value) * lengthMs).toISOString();
  return group === 'day' ? text.slice(0, 10) : text;
}
