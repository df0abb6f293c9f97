import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { idAt } from './call-id.js';
import {
  CALLS_TO_AN_HOUR_SUM,
  FIRST_TOKEN_TENTHS,
  HOURS,
  HOUR_NAMES,
  HOUR_OF_CALL,
  SUMMED,
  SUMS_OF_SUMS,
  USAGE_SUMS,
  type HourName,
  type UsageKind,
} from './usage-sums.js';

const DAY_MS = 86_400_000;

/** A day that was marked to be summed. */
export interface MarkedDay {
  /** Days since 1970, in UTC. */
  readonly day: bigint;
  readonly marked_at: number;
}

const NAMES = USAGE_SUMS.names;
const SUMS = sql.raw(Object.keys(USAGE_SUMS.ofCalls).join(', '));
const OF_CALLS = sql.raw(Object.values(USAGE_SUMS.ofCalls).join(', '));
const OF_HOURS = sql.raw(Object.values(SUMS_OF_SUMS).join(', '));

/** A kind of sums: what it tells apart, in its own columns and as it is made. */
interface Step {
  readonly kind: UsageKind;
  readonly columns: readonly string[];
  readonly values: readonly string[];
  readonly from: 'calls' | typeof HOURS;
}

const ofCalls = (kind: UsageKind, column: string, value: string): Step => {
  return { kind, columns: [column, ...NAMES], values: [value, ...NAMES], from: 'calls' };
};
const TAGS_OF_HOURS: Step = {
  kind: 'hour:tags',
  columns: ['hour', 'outcome', 'tags'],
  values: [HOUR_OF_CALL, 'outcome', 'tags'],
  from: 'calls',
};
const ofHours = (kind: UsageKind, columns: readonly string[]): Step => {
  return { kind, columns, values: columns, from: HOURS };
};
const STEPS: readonly Step[] = [
  ofCalls('session', 'session', 'session'),
  ofCalls('tags', 'tags', 'tags'),
  TAGS_OF_HOURS,
  ofCalls(HOURS, 'hour', HOUR_OF_CALL),
  ofHours('day', NAMES),
  ...(Object.keys(HOUR_NAMES) as HourName[]).map((name) =>
    ofHours(`hour:${name}`, ['hour', 'outcome', ...HOUR_NAMES[name]]),
  ),
];

/**
 * Sums a day anew, unless a row of it is written meanwhile: that takes its mark away, and the sums count for nothing.
 * @throws what the store throws.
 */
export async function sumDay({ db }: Pick<Store, 'db'>, marked: MarkedDay): Promise<void> {
  const { day } = marked;
  const works = [...STEPS.map((step) => sumUp(step, day)), countFirstTokens(day)];
  // a transaction for each: others come between
  for (const work of works) {
    const isMarked = await db.transaction().execute(async (transaction) => {
      if (!(await mark(transaction, marked, 0))) return false;
      await work(transaction);
      return true;
    });
    if (!isMarked) return;
  }
  await db.transaction().execute(async (transaction) => {
    if (!(await mark(transaction, marked, SUMMED))) return;
    if (await isCoarse(transaction, day)) return;
    await transaction.deleteFrom('usage_days').where('day', '=', day).where('kind', '=', HOURS).execute();
  });
}

/** Part of summing a day. */
type Work = (transaction: Transaction<Database>) => Promise<void>;

function sumUp(step: Step, day: bigint): Work {
  return async (transaction) => {
    await transaction
      .deleteFrom('usage_days')
      .where('day', '=', day)
      .where((sums) => sums.or([sums('kind', '=', step.kind), sums('kind', 'is', null)]))
      .execute();
    await insertion(step, day).execute(transaction);
  };
}

function countFirstTokens(day: bigint): Work {
  return async (transaction) => {
    await transaction.deleteFrom('first_token_days').where('day', '=', day).execute();
    const tenths = sql.raw(FIRST_TOKEN_TENTHS);
    await sql`insert into first_token_days (day, tenths, streams) select ${day}, ${tenths}, count(*)
      from calls where ${isOf(day)} and first_token_ms is not null group by ${tenths}`.execute(transaction);
  };
}

/** Who writes a row of the day, or sums it as well, waits for the transaction. @returns `false` = the mark is gone. */
async function mark(
  transaction: Transaction<Database>,
  { day, marked_at }: MarkedDay,
  isDone: number,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('rolled_days')
    .set({ is_done: isDone })
    .where('day', '=', day)
    .where('marked_at', '=', marked_at)
    // a node of the version before may have summed it for itself, in place of these
    .where('is_done', '<', isDone === SUMMED ? 1 : SUMMED)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Sums of hours are few beside the calls of the day. */
async function isCoarse(transaction: Transaction<Database>, day: bigint): Promise<boolean> {
  const { rows } = await sql<{ readonly sums: bigint; readonly calls: bigint | null }>`
    select count(*) as sums, sum(requests) as calls from usage_days
    where kind = ${sql.lit(HOURS)} and day = ${day}`.execute(transaction);
  const { sums, calls } = rows[0]!;
  return Number(sums) * CALLS_TO_AN_HOUR_SUM <= Number(calls ?? 0);
}

function insertion({ kind, columns, values, from }: Step, day: bigint): RawBuilder<unknown> {
  const into = sql`insert into usage_days (day, kind, ${sql.raw(columns.join(', '))}, ${SUMS})`;
  const apart = sql.raw(values.join(', '));
  if (from === HOURS)
    return sql`${into} select ${day}, ${sql.lit(kind)}, ${apart}, ${OF_HOURS}
      from usage_days where kind = ${sql.lit(HOURS)} and day = ${day} group by ${apart}`;
  return sql`${into} select ${day}, ${sql.lit(kind)}, ${apart}, ${OF_CALLS}
    from calls where ${isOf(day)} group by ${apart}`;
}

/** SQL: a call began on that day. */
function isOf(day: bigint): RawBuilder<boolean> {
  const [fromMs, toMs] = [Number(day) * DAY_MS, (Number(day) + 1) * DAY_MS];
  return sql<boolean>`id >= ${idAt(fromMs)} and id < ${idAt(toMs)}`;
}
