import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A call, as the books have it. */
export interface BookedCall {
  readonly requestId: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** In 10^-12 US dollars. */
  readonly cost: bigint | null;
  /** Rows of attempts; 0 = it had one, or none. */
  readonly attempts: number;
}

/** What stands in the store of a gateway. */
export interface SoakedBooks {
  readonly calls: readonly BookedCall[];
  /** Of the one budget. */
  readonly spent: bigint;
  /** Over all rows of calls and budgets: what is reserved, still. */
  readonly reserved: bigint;
}

const CALLS = `select request_id, outcome, status, error_code, input_tokens, output_tokens, cost,
  (select count(*) from attempts where call_id = calls.id) as attempts from calls`;
const SUMS = `select (select coalesce(sum(spent), 0) from spend) as spent,
  (select coalesce(sum(reserved), 0) from spend) + (select coalesce(sum(reserved), 0) from calls) as reserved`;

/** @param folder of a gateway that has ended in order. */
export function booksOf(folder: string): SoakedBooks {
  const database = new DatabaseSync(join(folder, 'tollgate.db'));
  const read = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all() as Record<string, bigint | string | null>[];
  };
  const calls = read(CALLS).map(toCall);
  const [{ spent, reserved } = {}] = read(SUMS);
  database.close();
  return { calls, spent: BigInt(spent ?? 0), reserved: BigInt(reserved ?? 0) };
}

function toCall(row: Record<string, bigint | string | null>): BookedCall {
  const numberIn = (name: string) => (row[name] === null ? null : Number(row[name]));
  return {
    requestId: String(row['request_id']),
    outcome: String(row['outcome']),
    status: numberIn('status'),
    errorCode: row['error_code'] as string | null,
    inputTokens: numberIn('input_tokens'),
    outputTokens: numberIn('output_tokens'),
    cost: row['cost'] as bigint | null,
    attempts: Number(row['attempts']),
  };
}

/** What all calls together have cost. */
export function costOf(calls: readonly BookedCall[]): bigint {
  return calls.reduce((sum, { cost }) => sum + (cost ?? 0n), 0n);
}
