import { sql, type RawBuilder } from 'kysely';
import { GatewayError } from '../../common/errors.js';
import { formatPicoUsd } from '../../common/pico-usd.js';
import { TOKENS, without, type UsageSums } from './usage-rest.js';
import { FAILED_SUMS, SUMS_OF_SUMS, USAGE_SUMS } from './usage-sums.js';
import { fromRows, hasSums, isOfKind, readFrom, type ReadFrom } from './rolled-days.js';
import { refuseTooManyRows } from './row-bound.js';
import { MOST_USAGE_ROWS, tagIn } from './usage-groups.js';
import type { Store } from '../../storage/store.js';
import { matching, matchingNames, type CallFilter } from './call-filters.js';

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

/** Behind them all is read from the rows. */
const MOST_TRIES = 3;
const LENGTHS_MS: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000 };

/** What the calls of a group came to. */
export interface UsageRow extends UsageSums {
  /** Hour and day as RFC 3339; what a call does not have is `null`. */
  readonly [group: string]: unknown;
}

const asColumns = (sums: Readonly<Record<string, string>>) =>
  Object.entries(sums).map(([name, text]) => sql.raw(`${text} as ${name}`));
const CALL_SUMS = asColumns({ ...USAGE_SUMS.ofCalls, failed: FAILED_SUMS.ofCalls });
const DAY_SUMS = asColumns({ ...SUMS_OF_SUMS, failed: FAILED_SUMS.ofDays });
const ALL_SUMS = asColumns({ ...SUMS_OF_SUMS, failed: 'sum(failed)' });

/**
 * Sums over calls, in the order of their groups.
 * @param groups of `isUsageGroup`; none = one row for all.
 * @throws GatewayError `request.invalid` where they come to more than `most` rows or are made of too many calls, and what
 * the store throws.
 */
export async function usageBy(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
  most = MOST_USAGE_ROWS,
): Promise<readonly UsageRow[]> {
  const rows = await usageUpTo(store, groups, filter, most);
  if (rows === null) throw tooMany(most);
  return rows;
}

/** The same; `null` = they come to more than `most` rows. @throws the same but for that. */
export async function usageUpTo(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
  most: number,
): Promise<readonly UsageRow[] | null> {
  const inOrder = groups.map((_, at) => `g${at}`).join(', ');
  const rows = await rowsOf(store, groups, filter, { inOrder, limit: most + 1 });
  return rows.length > most ? null : rows;
}

/** Some sums, and what all others come to. */
export interface DearestUsage {
  readonly rows: readonly UsageRow[];
  /** In one sum, read a moment later: a call that ended meanwhile is in it. `null` = there are no others. */
  readonly rest: UsageSums | null;
}

/** The dearest of these sums, the dearest first. @throws the same. */
export async function dearestUsage(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
  limit: number,
): Promise<DearestUsage> {
  const names = groups.map((_, at) => `g${at}`);
  // costs come in two parts, of which the second may go beyond a millionth
  const byCost = 'sum(cost_high) + sum(cost_low) / 1000000 desc, sum(cost_low) % 1000000 desc';
  const inOrder = groups.length === 0 ? '' : [byCost, ...names].join(', ');
  const rows = await rowsOf(store, groups, filter, { inOrder, limit: limit + 1 });
  if (rows.length <= limit) return { rows, rest: null };
  const shown = rows.slice(0, limit);
  const [total] = await rowsOf(store, [], filter, { inOrder: '', limit: 1 });
  return { rows: shown, rest: without(total!, shown) };
}

interface Shown {
  /** SQL; empty = there is one row. */
  readonly inOrder: string;
  readonly limit: number;
}

async function rowsOf(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
  shown: Shown,
): Promise<readonly UsageRow[]> {
  await store.settled();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const from = await readFrom(store, groups, filter);
    await refuseTooManyRows(store, { groups, filter, from });
    const rows = await sumsOf(store, groups, filter, { from, shown });
    const held = rows[0] ? Number(rows[0]['days']) : await heldOf(store, from);
    if (held === from.days.length) return rows.map((row) => toUsageRow(row, groups));
    // meanwhile a row of one of these days was written: its sums do not hold any longer
  }
  const rows = await sumsOf(store, groups, filter, { from: fromRows(filter), shown });
  return rows.map((row) => toUsageRow(row, groups));
}

/** How many of the days that are read from their sums still have them. */
export async function heldOf({ reports }: Store, { days, kind }: ReadFrom): Promise<number> {
  if (days.length === 0) return 0;
  const query = reports.selectFrom('rolled_days').select(({ fn }) => fn.countAll().as('count'));
  const row = await query.where(hasSums(kind)).where('day', 'in', days).executeTakeFirst();
  return Number(row?.count ?? 0);
}

function tooMany(most: number): GatewayError {
  const message = `group_by comes to more than ${most} rows here: ask for the dearest (limit), for fewer days, for fewer names, or with a filter.`;
  return new GatewayError('request.invalid', message, { param: 'group_by', fault: 'wrong_value' });
}

async function sumsOf(
  store: Store,
  groups: readonly string[],
  filter: CallFilter,
  { from: { kind, days, gaps }, shown }: { readonly from: ReadFrom; readonly shown: Shown },
): Promise<readonly Record<string, unknown>[]> {
  const names = groups.map((_, at) => `g${at}`);
  const ofGroups = (exprOf: (group: string) => RawBuilder<unknown>) =>
    groups.map((group, at) => sql`${exprOf(group)} as ${sql.raw(names[at]!)}`);
  const by = sql.raw(names.length > 0 ? ` group by ${names.join(', ')}` : '');
  const whenMeant = (toMs: number | null, fromMs: number | null) => matching({ ...filter, fromMs, toMs });
  const ofCalls = gaps.map(
    ({ fromMs, toMs }) => sql`
      select ${sql.join([...ofGroups((group) => groupSql(group, store.dialect)), ...CALL_SUMS])}
      from ${store.reports.selectFrom('calls').selectAll().where(whenMeant(toMs, fromMs)).as('calls')}${by}`,
  );
  const list = sql.raw(days.join(', '));
  const ofDays = sql`
    select ${sql.join([...ofGroups((group) => dayGroupSql(group, store.dialect)), ...DAY_SUMS])} from usage_days
    where ${ofKind(kind, filter)} and day in (${list}) and ${matchingNames(filter)}${by}`;
  const held = sql`(select count(*) from rolled_days where ${hasSums(kind)} and day in (${list}))`;
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join([...names.map((name) => sql.raw(name)), ...ALL_SUMS])},
      ${days.length > 0 ? held : sql`0`} as days
    from (${sql.join(days.length > 0 ? [...ofCalls, ofDays] : ofCalls, sql` union all `)}) as parts
    ${by}${shown.inOrder === '' ? sql`` : sql.raw(` order by ${shown.inOrder}`)}
    limit ${sql.lit(shown.limit)}
  `.execute(store.reports);
  return rows;
}

/** Some sessions are found by an index of days and sessions, which only sums of that kind are in. */
function ofKind(kind: ReadFrom['kind'], { sessions }: CallFilter): RawBuilder<unknown> {
  return sessions && kind === 'session' ? sql`session is not null` : isOfKind(kind);
}

/** In sums, a day is a number of days and an hour a number of hours since 1970. */
function dayGroupSql(group: string, dialect: Store['dialect']): RawBuilder<unknown> {
  return LENGTHS_MS[group] === undefined ? groupSql(group, dialect) : sql.raw(group);
}

function groupSql(group: string, dialect: Store['dialect']): RawBuilder<unknown> {
  const lengthMs = LENGTHS_MS[group];
  if (lengthMs !== undefined) return sql`cast(floor(started_at / ${sql.lit(lengthMs)}) as bigint)`;
  const tag = tagIn(group);
  if (tag === null) return sql.raw(COLUMNS[group]!);
  return dialect === 'sqlite' ? sql`tags ->> ${sql.lit(`$."${tag}"`)}` : sql`tags::json ->> ${sql.lit(tag)}`;
}

/** A row of nothing: its names are those of each row. */
export function blankUsage(groups: readonly string[]): UsageRow {
  return toUsageRow(Object.fromEntries(groups.map((_, at) => [`g${at}`, 0])), groups);
}

function toUsageRow(row: Record<string, unknown>, groups: readonly string[]): UsageRow {
  const named = groups.map((group, at) => [group, groupValue(group, row[`g${at}`])] as const);
  const tokens = TOKENS.map((name) => [name, Number(row[`${name}_tokens`] ?? 0)] as const);
  const cost = BigInt((row['cost_high'] as bigint | null) ?? 0) * 1_000_000n;
  return {
    ...Object.fromEntries(named),
    requests: Number(row['requests'] ?? 0),
    failed: Number(row['failed'] ?? 0),
    tokens: Object.fromEntries(tokens) as UsageSums['tokens'],
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
