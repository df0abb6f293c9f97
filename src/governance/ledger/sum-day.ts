import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from '../../storage/database.js';
import type { Store } from '../../storage/store.js';
import { idAt } from './call-id.js';
import {
  ALL,
  BEING_SUMMED,
  CALLS_TO_A_SUM,
  FIRST_TOKEN_TENTHS,
  HOURS,
  HOUR_NAMES,
  HOUR_OF_CALL,
  kindsThatTell,
  SUMMED,
  SUMS_OF_SUMS,
  TAGGED_HOURS,
  TELLS_AUDIO,
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
const OF_SUMS = sql.raw(Object.values(SUMS_OF_SUMS).join(', '));

/** A kind of sums: what it tells apart, and what it is made of. */
interface Step {
  readonly kind: UsageKind;
  readonly columns: readonly string[];
  readonly from: 'calls' | UsageKind;
}

const IN_TAGGED_HOURS = ['hour', 'tags', ...NAMES];
const IN_ALL = ['hour', 'session', 'tags', ...NAMES];

/** How the sums of a day are made: what tells more apart first, where it is kept. */
function stepsOf(finest: UsageKind): readonly Step[] {
  const isTagged = finest !== HOURS;
  const hours = isTagged ? TAGGED_HOURS : HOURS;
  const tags = isTagged ? TAGGED_HOURS : 'calls';
  return [
    finest === ALL
      ? { kind: ALL, columns: IN_ALL, from: 'calls' }
      : { kind: 'session', columns: ['session', ...NAMES], from: 'calls' },
    isTagged
      ? { kind: TAGGED_HOURS, columns: IN_TAGGED_HOURS, from: finest === ALL ? ALL : 'calls' }
      : { kind: HOURS, columns: ['hour', ...NAMES], from: 'calls' },
    { kind: 'tags', columns: ['tags', ...NAMES], from: tags },
    { kind: 'hour:tags', columns: ['hour', 'outcome', 'tags'], from: tags },
    { kind: 'day', columns: NAMES, from: hours },
    ...(Object.keys(HOUR_NAMES) as HourName[]).map((name): Step => {
      return { kind: `hour:${name}`, columns: ['hour', 'outcome', ...HOUR_NAMES[name]], from: hours };
    }),
  ];
}

/**
 * Sums a day anew, unless a row of it is written meanwhile: that takes its mark away, and the sums count for nothing.
 * @throws what the store throws.
 */
export async function sumDay(store: Pick<Store, 'db' | 'reports'>, marked: MarkedDay): Promise<void> {
  const { day } = marked;
  const { db } = store;
  const works = [
    ...stepsOf(await finestOf(store, day)).map((step) => sumUp(step, day)),
    countFirstTokens(day),
  ];
  // a transaction for each: others come between
  for (const work of works) {
    const isMarked = await db.transaction().execute(async (transaction) => {
      if (!(await mark(transaction, marked, BEING_SUMMED))) return false;
      await work(transaction);
      return true;
    });
    if (!isMarked) return;
  }
  await db.transaction().execute(async (transaction) => {
    // whoever sums it as well waits from here on
    if (!(await mark(transaction, marked, BEING_SUMMED)) || (await isUntold(transaction, day))) return;
    await mark(transaction, marked, SUMMED);
    if (await areFew(transaction, day)) return;
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
      .where((sums) => sums.or([sums('kind', 'in', replacedBy(step.kind)), sums('kind', 'is', null)]))
      .execute();
    await insertion(step, day).execute(transaction);
  };
}

/** A day that was summed before may have had them in its place. */
function replacedBy(kind: UsageKind): readonly UsageKind[] {
  return [kindsThatTell('session'), kindsThatTell(HOURS)].find((kinds) => kinds.includes(kind)) ?? [kind];
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
    .set({ is_done: isDone, has_audio: isDone === SUMMED ? TELLS_AUDIO : null })
    .where('day', '=', day)
    .where('marked_at', '=', marked_at)
    // another node may have summed it meanwhile or, of the version before, for itself in place of these
    .where((one) =>
      isDone === SUMMED
        ? one('is_done', '=', BEING_SUMMED)
        : one.or([one('is_done', '!=', SUMMED), one('has_audio', 'is', null)]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A node of the version before has summed the day meanwhile: some of its sums do not tell tokens of sound. */
async function isUntold(transaction: Transaction<Database>, day: bigint): Promise<boolean> {
  const untold = transaction.selectFrom('usage_days').select('day').where('day', '=', day);
  return (await untold.where('audio_tokens', 'is', null).limit(1).executeTakeFirst()) !== undefined;
}

/** What tells most apart and is few sums beside the calls of the day. Read where it holds no writer up. */
async function finestOf({ reports }: Pick<Store, 'reports'>, day: bigint): Promise<UsageKind> {
  const hasMany = async (columns: readonly string[]) => {
    const apart = sql.raw(ofCalls(columns).join(', '));
    const { rows } = await sql<{ readonly sums: bigint; readonly calls: bigint | null }>`
      select count(*) as sums, sum(calls) as calls
      from (select count(*) as calls from calls where ${isOf(day)} group by ${apart}) as parts`.execute(
      reports,
    );
    return isCoarse(rows[0]!);
  };
  if (!(await hasMany(IN_TAGGED_HOURS))) return HOURS;
  return (await hasMany(IN_ALL)) ? ALL : TAGGED_HOURS;
}

/** `false` = the sums of hours with all names are nearly as many as the calls. */
async function areFew(transaction: Transaction<Database>, day: bigint): Promise<boolean> {
  const { rows } = await sql<{ readonly sums: bigint; readonly calls: bigint | null }>`
    select count(*) as sums, sum(requests) as calls from usage_days
    where kind = ${sql.lit(HOURS)} and day = ${day}`.execute(transaction);
  return isCoarse(rows[0]!);
}

function isCoarse({ sums, calls }: { readonly sums: bigint; readonly calls: bigint | null }): boolean {
  return Number(sums) * CALLS_TO_A_SUM <= Number(calls ?? 0);
}

/** Its columns, as they are made of calls. */
function ofCalls(columns: readonly string[]): readonly string[] {
  return columns.map((column) => (column === 'hour' ? HOUR_OF_CALL : column));
}

function insertion({ kind, columns, from }: Step, day: bigint): RawBuilder<unknown> {
  const into = sql`insert into usage_days (day, kind, ${sql.raw(columns.join(', '))}, ${SUMS})`;
  const apart = sql.raw((from === 'calls' ? ofCalls(columns) : columns).join(', '));
  if (from === 'calls')
    return sql`${into} select ${day}, ${sql.lit(kind)}, ${apart}, ${OF_CALLS}
      from calls where ${isOf(day)} group by ${apart}`;
  return sql`${into} select ${day}, ${sql.lit(kind)}, ${apart}, ${OF_SUMS}
    from usage_days where kind = ${sql.lit(from)} and day = ${day} group by ${apart}`;
}

/** SQL: a call began on that day. */
function isOf(day: bigint): RawBuilder<boolean> {
  const [fromMs, toMs] = [Number(day) * DAY_MS, (Number(day) + 1) * DAY_MS];
  return sql<boolean>`id >= ${idAt(fromMs)} and id < ${idAt(toMs)}`;
}
