import type { Statement } from '../../storage/store.js';
import { CLOSING } from './call-writer.js';
import { ATTEMPT_COLUMNS, OPEN_COLUMNS, SPEND_COLUMNS } from './ledger-columns.js';

const OPENED = Object.keys(OPEN_COLUMNS);
const CLOSED = Object.keys(CLOSING);
const ATTEMPT = Object.keys(ATTEMPT_COLUMNS);
const SPEND = Object.keys(SPEND_COLUMNS);
const WHOLE = [...new Set([...OPENED, ...CLOSED])];

const marks = (count: number) => Array.from({ length: count }, (_, at) => `?${at + 1}`).join(', ');
/** What both parts of a call say, its end says last. */
const wholeMarks = WHOLE.map((name) => {
  const at = CLOSED.indexOf(name);
  return `?${1 + (at === -1 ? OPENED.indexOf(name) : OPENED.length + at)}`;
}).join(', ');
const closedNames = CLOSED.filter((name) => name !== 'id');

const SQL = {
  opened: `insert into calls (${OPENED.join(', ')}) values (${marks(OPENED.length)})`,
  whole: `insert into calls (${WHOLE.join(', ')}) values (${wholeMarks})`,
  closed: `update calls set ${closedNames.map((name) => `${name} = ?${1 + CLOSED.indexOf(name)}`).join(', ')} where id = ?1`,
  attempts: `insert into attempts (${ATTEMPT.join(', ')}) values (${marks(ATTEMPT.length)})`,
  dropped: 'delete from calls where id = ?1',
  spend: `insert into spend (${SPEND.join(', ')}) values (${marks(SPEND.length)}) on conflict (scope, per, start_at) do update set spent = excluded.spent`,
} as const;

/** Rows in JSON, lists in the order of their columns, as the journal has them and the statements take them. */
export interface ClosedInJson {
  readonly closed: string;
  /** Without the brackets around all; empty = there are none. */
  readonly attempts: string;
}

/**
 * What goes into the tables together. A call that begins and ends in the same batch is one row that is inserted once,
 * with its indexes.
 */
export class CallBatch {
  private readonly opened = new Map<string, string>();
  private readonly whole: string[] = [];
  private readonly closed: string[] = [];
  private readonly attempts: string[] = [];
  private readonly dropped: string[] = [];
  private readonly spent = new Map<string, string>();

  get size(): number {
    return this.opened.size + this.whole.length + this.closed.length + this.dropped.length;
  }

  open(id: string, row: string): void {
    this.opened.set(id, row);
  }

  close(id: string, { closed, attempts }: ClosedInJson): void {
    const begun = this.opened.get(id);
    if (begun === undefined) this.closed.push(closed);
    else {
      this.opened.delete(id);
      this.whole.push(`${begun.slice(0, -1)},${closed.slice(1)}`);
    }
    if (attempts !== '') this.attempts.push(attempts);
  }

  drop(id: string): void {
    if (!this.opened.delete(id)) this.dropped.push(JSON.stringify([id]));
  }

  /** What a window has spent by now: the last word counts. */
  spend(window: string, row: string): void {
    this.spent.set(window, row);
  }

  /** Drops go first: they are of rows of earlier batches. */
  statements(): readonly Statement[] {
    const { dropped, opened, whole, closed, attempts, spent } = this;
    const rows = {
      dropped,
      opened: [...opened.values()],
      whole,
      closed,
      attempts,
      spend: [...spent.values()],
    };
    return Object.entries(rows).flatMap(([name, lists]) =>
      lists.length === 0
        ? []
        : [{ sql: SQL[name as keyof typeof SQL], parameters: [], rows: `[${lists.join()}]` }],
    );
  }
}
