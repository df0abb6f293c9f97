import type { Statement } from '../../storage/store.js';
import { CLOSING } from './call-writer.js';
import { ATTEMPT_COLUMNS, LASTING_COLUMNS, RENEWED_COLUMNS, SPEND_COLUMNS } from './ledger-columns.js';
import { RowList } from './row-list.js';

const RENEWED = Object.keys(RENEWED_COLUMNS);
const LASTING = Object.keys(LASTING_COLUMNS);
const CLOSED = Object.keys(CLOSING);
const ATTEMPT = Object.keys(ATTEMPT_COLUMNS);
const SPEND = Object.keys(SPEND_COLUMNS);

/** Without numbers: a mark that has one has a name, and each value is looked for among all names. */
const insertInto = (table: string, names: readonly string[]) =>
  `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
const changed = CLOSED.filter((name) => name !== 'id').map((name) => `${name} = ?`);

const SQL = {
  opened: insertInto('calls', [...RENEWED, ...LASTING]),
  /** What both parts of a call say, its end says last. */
  whole: insertInto('calls', [...CLOSED, ...LASTING]),
  // the id is the last of them
  reserved: 'update calls set reserved = ? where id = ?',
  closed: `update calls set ${changed.join(', ')} where id = ?`,
  // an end that waited to be written may come with two batches
  attempts: `${insertInto('attempts', ATTEMPT)} on conflict do nothing`,
  dropped: 'delete from calls where id = ?',
  spend: `${insertInto('spend', SPEND)} on conflict (scope, per, start_at) do update set spent = excluded.spent`,
} as const;

/** A row of a call that begins: its values in JSON, without the brackets (`row-values.ts`). */
export interface OpenedInJson {
  readonly renewed: string;
  readonly lasting: string;
}

/** The same of one that ends. */
export interface ClosedInJson {
  readonly closed: string;
  /** Lists with their brackets; empty = there are none. */
  readonly attempts: string;
}

/**
 * What goes into the tables together. A call that begins and ends in the same batch is one row that is inserted once,
 * with its indexes.
 */
export class CallBatch {
  private readonly opened = new Map<string, OpenedInJson>();
  private readonly whole = new RowList();
  private readonly closed = new RowList();
  private readonly attempts: string[] = [];
  private readonly dropped: string[] = [];
  /** By the ids of calls that have not ended. */
  private readonly reserved = new Map<string, string>();
  private readonly spent = new Map<string, string>();

  get size(): number {
    const { opened, reserved, whole, closed, dropped } = this;
    return opened.size + reserved.size + whole.size + closed.size + dropped.length;
  }

  open(id: string, row: OpenedInJson): void {
    this.opened.set(id, row);
  }

  /** It could not begin after all. */
  forget(id: string): void {
    this.opened.delete(id);
  }

  /** More is reserved for a call that has begun. @param amount in 10^-12 dollars, all of it. */
  reserve(id: string, amount: string): void {
    this.reserved.set(id, JSON.stringify([amount, id]));
  }

  close(id: string, { closed, attempts }: ClosedInJson): void {
    this.reserved.delete(id);
    const begun = this.opened.get(id);
    if (begun === undefined) this.closed.add(closed);
    else {
      this.opened.delete(id);
      this.whole.add(closed, begun.lasting);
    }
    if (attempts !== '') this.attempts.push(attempts);
  }

  drop(id: string): void {
    this.reserved.delete(id);
    if (!this.opened.delete(id)) this.dropped.push(JSON.stringify([id]));
  }

  /** What a window has spent by now: the last word counts. */
  spend(window: string, row: string): void {
    this.spent.set(window, row);
  }

  /** What was in it is in the tables. */
  clear(): void {
    const { opened, reserved, whole, closed, attempts, dropped, spent } = this;
    for (const each of [opened, reserved, whole, closed, spent]) each.clear();
    for (const each of [attempts, dropped]) each.length = 0;
  }

  /** Drops go first: they are of rows of earlier batches. They hold until something is added. */
  statements(): readonly Statement[] {
    const { dropped, opened, reserved, whole, closed, attempts, spent } = this;
    const begun = Array.from(opened.values(), ({ renewed, lasting }) => `[${renewed},${lasting}]`);
    return [
      ...statementOf('dropped', inJson(dropped)),
      ...statementOf('opened', inJson(begun)),
      ...statementOf('reserved', inJson([...reserved.values()])),
      ...whole.toJson().flatMap((rows) => statementOf('whole', rows)),
      ...closed.toJson().flatMap((rows) => statementOf('closed', rows)),
      ...statementOf('attempts', inJson(attempts)),
      ...statementOf('spend', inJson([...spent.values()])),
    ];
  }
}

/** @param lists in JSON; `null` = there are none. */
function inJson(lists: readonly string[]): string | null {
  return lists.length === 0 ? null : `[${lists.join()}]`;
}

function statementOf(name: keyof typeof SQL, rows: string | Uint8Array | null): readonly Statement[] {
  return rows === null ? [] : [{ sql: SQL[name], parameters: [], rows }];
}
