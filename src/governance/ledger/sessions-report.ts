import { expressionBuilder, sql, type RawBuilder } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { matching, matchingNames, type CallFilter } from './call-filters.js';
import { idAt } from './call-id.js';
import { DAY_MS, fromRows, readFrom, type Gap, type ReadFrom } from './rolled-days.js';
import { blankUsage, heldOf, usageBy, type UsageRow } from './usage-report.js';

/** What the calls of one conversation came to. */
export interface SessionRow extends Omit<UsageRow, 'session'> {
  readonly session: string;
  /** The program that made the last call. */
  readonly client: string | null;
  /** When its first call began, and its last one; RFC 3339. */
  readonly started_at: string;
  readonly last_at: string;
}

/** Some sessions, those first that were used last. */
export interface SessionPage {
  readonly sessions: readonly SessionRow[];
  /** The id of the last call of the last session, behind which the next page begins; `null` = that was all. */
  readonly next: string | null;
}

/** The last call of a session. */
interface LastCall {
  readonly id: string;
  readonly session: string;
  readonly client: string | null;
  readonly started_at: number;
  /** When the session's first call began. */
  readonly first_at: number;
}

/** Times whose calls are looked through one after the other: a day that is summed, or what lies between such days. */
interface Part extends Gap {
  readonly day: bigint | null;
}

/**
 * Sessions of the calls that a filter means, by their last call. A day that is over is asked for its sessions, not for its
 * calls, and one without any costs nothing.
 * @param after `next` of the page before; `null` = from the newest on.
 */
export async function sessionsPage(
  store: Store,
  filter: CallFilter,
  limit: number,
  after: string | null,
): Promise<SessionPage> {
  await store.settled();
  const from = await readFrom(store, ['session'], filter);
  let last = await lastCalls(store, filter, { from, limit: limit + 1, after });
  // meanwhile a row of one of these days was written: its sums do not hold any longer
  if ((await heldOf(store, from)) !== from.days.length)
    last = await lastCalls(store, filter, { from: fromRows(filter), limit: limit + 1, after });
  const shown = last.slice(0, limit);
  const next = last.length > limit ? (shown.at(-1)?.id ?? null) : null;
  if (shown.length === 0) return { sessions: [], next };
  const sums = await usageBy(store, ['session'], {
    ...filter,
    sessions: shown.map(({ session }) => session),
  });
  const sumOf = new Map(sums.map((row) => [row['session'], row]));
  return { sessions: shown.flatMap((call) => toRow(call, sumOf.get(call.session)) ?? []), next };
}

/** A session of nothing: its names are those of each session. */
export function blankSession(): SessionRow {
  return { ...blankUsage(['session']), session: '', client: null, started_at: '', last_at: '' };
}

interface Walk {
  readonly from: ReadFrom;
  readonly limit: number;
  readonly after: string | null;
}

async function lastCalls(store: Store, filter: CallFilter, walk: Walk): Promise<readonly LastCall[]> {
  const found: LastCall[] = [];
  for (const part of partsOf(walk.from)) {
    if (walk.after !== null && idAt(part.fromMs ?? 0) > walk.after) continue;
    const left = { ...walk, limit: walk.limit - found.length };
    const query = part.day === null ? ofRows(filter, part, left) : ofDay(filter, part.day, left);
    found.push(...(await query.execute(store.reports)).rows);
    if (found.length >= walk.limit) break;
  }
  return found;
}

/** The latest first. */
function partsOf({ days, gaps }: ReadFrom): readonly Part[] {
  const ofDays = days.map((day) => {
    const fromMs = Number(day) * DAY_MS;
    return { day, fromMs, toMs: fromMs + DAY_MS };
  });
  const all = [...ofDays, ...gaps.map((gap) => ({ day: null, ...gap }))];
  return all.toSorted((one, other) => (other.fromMs ?? -1) - (one.fromMs ?? -1));
}

const COLUMNS = sql.raw('last.id, last.session, last.client, last.started_at');

/** Names without a table are those of the innermost one: the same condition serves all of them. */
const meant = (filter: CallFilter) => matching(filter)(expressionBuilder<Database, 'calls'>());

const firstAt = (filter: CallFilter) => sql`
  (select started_at from calls where session = last.session and ${meant(filter)} order by id limit 1) as first_at`;

/** From row to row: a call is the last of its session where no later one is there. */
function ofRows(filter: CallFilter, { fromMs, toMs }: Part, { limit, after }: Walk): RawBuilder<LastCall> {
  return sql<LastCall>`
    select ${COLUMNS}, ${firstAt(filter)} from calls as last
    where session is not null and ${meant({ ...filter, fromMs, toMs })} and ${isBehind(after)}
      and not exists (select 1 from calls where session = last.session and id > last.id and ${meant(filter)})
    order by last.id desc limit ${sql.lit(limit)}`;
}

/** From session to session of that day, where it has none of a later day. */
function ofDay(filter: CallFilter, day: bigint, { limit, after }: Walk): RawBuilder<LastCall> {
  const { sessions: _, ...names } = filter;
  const endId = idAt((Number(day) + 1) * DAY_MS);
  return sql<LastCall>`
    select ${COLUMNS}, ${firstAt(filter)}
    from (select distinct session from usage_days
      where day = ${sql.lit(day)} and session is not null and ${matchingNames(names)}) as its
    join calls as last on last.id = (select id from calls
      where session = its.session and id < ${endId} and ${meant(filter)} order by id desc limit 1)
    where ${isBehind(after)}
      and not exists (select 1 from calls where session = its.session and id >= ${endId} and ${meant(filter)})
    order by last.id desc limit ${sql.lit(limit)}`;
}

function isBehind(after: string | null): RawBuilder<unknown> {
  return after === null ? sql`1 = 1` : sql`last.id < ${after}`;
}

/** `undefined` = its calls were deleted meanwhile. */
function toRow(call: LastCall, sum: UsageRow | undefined): SessionRow | undefined {
  const { session, client, first_at, started_at } = call;
  const [first, last] = [first_at, started_at].map((ms) => new Date(ms).toISOString()) as [string, string];
  return sum && { ...sum, session, client, started_at: first, last_at: last };
}
