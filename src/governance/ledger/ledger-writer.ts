import { scopeKey } from '../budgets/budget.js';
import type { SpendWindow } from '../budgets/spend-window.js';
import type { Statement, Store } from '../../storage/store.js';
import type { SpendChange } from '../budgets/spend-window.js';
import { BulkStatements } from './bulk-statements.js';
import {
  ATTEMPT_COLUMNS,
  CLOSED_COLUMNS,
  OPEN_COLUMNS,
  SPEND_COLUMNS,
  type WrittenRow,
} from './ledger-columns.js';

const CLOSING = { id: 'text', ...CLOSED_COLUMNS } as const;

export type OpenRow = WrittenRow<typeof OPEN_COLUMNS>;
export type ClosedRow = WrittenRow<typeof CLOSING>;
export type AttemptRow = WrittenRow<typeof ATTEMPT_COLUMNS>;

/** A call at its end. */
export interface ClosedCall {
  readonly row: ClosedRow;
  /** Where there were several. */
  readonly attempts: readonly AttemptRow[];
  /** What its budgets have spent with it. */
  readonly windows: readonly SpendWindow[];
  /** The same, where several nodes share them: what changes in them. */
  readonly changes: readonly SpendChange[];
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What goes into the next transaction. */
class Group {
  readonly opened: OpenRow[] = [];
  readonly closed: ClosedRow[] = [];
  readonly attempts: AttemptRow[] = [];
  readonly windows = new Set<SpendWindow>();
  readonly changes: SpendChange[] = [];
  readonly dropped: string[] = [];
  readonly waiting: Waiting[] = [];
}

/**
 * Writes rows of calls as they begin and end. All that comes while a transaction is under way goes into the next one
 * together: a few statements, however many calls there are.
 */
export class LedgerWriter {
  private next = new Group();
  private isWriting = false;
  private readonly openings: BulkStatements<typeof OPEN_COLUMNS>;
  private readonly closing: BulkStatements<typeof CLOSING>;
  private readonly attempts: BulkStatements<typeof ATTEMPT_COLUMNS>;
  private readonly spending: BulkStatements<typeof SPEND_COLUMNS>;

  constructor(private readonly store: Pick<Store, 'dialect' | 'write'>) {
    const { dialect } = store;
    this.openings = new BulkStatements('calls', OPEN_COLUMNS, dialect);
    this.closing = new BulkStatements('calls', CLOSING, dialect);
    this.attempts = new BulkStatements('attempts', ATTEMPT_COLUMNS, dialect);
    this.spending = new BulkStatements('spend', SPEND_COLUMNS, dialect);
  }

  /** The same as a statement, for a transaction of others. */
  opening(row: OpenRow): Statement {
    return this.openings.insert([row]);
  }

  /** @returns when it would survive a crash. @throws what the store throws. */
  open(row: OpenRow): Promise<void> {
    this.next.opened.push(row);
    return this.written();
  }

  /** A call that was not opened is written as a whole by `open` and `close` together. The same of what it returns. */
  close({ row, attempts, windows, changes }: ClosedCall): Promise<void> {
    const { next } = this;
    next.closed.push(row);
    next.attempts.push(...attempts);
    if (this.store.dialect === 'sqlite') for (const window of windows) next.windows.add(window);
    next.changes.push(...changes);
    return this.written();
  }

  /** The call was not made after all. */
  drop(id: string, changes: readonly SpendChange[] = []): Promise<void> {
    this.next.dropped.push(id);
    this.next.changes.push(...changes);
    return this.written();
  }

  private written(): Promise<void> {
    const { next } = this;
    const written = new Promise<void>((resolve, reject) => void next.waiting.push({ resolve, reject }));
    // What comes in this turn goes together.
    if (!this.isWriting) {
      this.isWriting = true;
      setImmediate(() => void this.writeAll());
    }
    return written;
  }

  private async writeAll(): Promise<void> {
    while (this.next.waiting.length > 0) {
      const group = this.next;
      this.next = new Group();
      try {
        await this.store.write(this.statementsFor(group));
        for (const { resolve } of group.waiting) resolve();
      } catch (error) {
        for (const { reject } of group.waiting) reject(error);
      }
    }
    this.isWriting = false;
  }

  private statementsFor({
    opened,
    closed,
    attempts,
    dropped,
    windows,
    changes,
  }: Group): readonly Statement[] {
    const spent = [...windows].map(({ scope, per, startMs, spent: amount }) => ({
      scope: scopeKey(scope),
      per,
      start_at: startMs,
      spent: String(amount),
    }));
    return [
      ...(opened.length > 0 ? [this.openings.insert(opened)] : []),
      ...(closed.length > 0 ? [this.closing.update(closed, 'id')] : []),
      ...(attempts.length > 0 ? [this.attempts.insert(attempts)] : []),
      ...(dropped.length > 0 ? [this.openings.delete(dropped, 'id')] : []),
      ...(changes.length > 0 ? changeStatements(changes) : []),
      ...(spent.length > 0 ? [this.spending.upsert(spent, ['scope', 'per', 'start_at'])] : []),
    ];
  }
}

/** In the order of the rows, as those who reserve lock them: nobody waits for somebody who waits for him. */
function changeStatements(changes: readonly SpendChange[]): readonly Statement[] {
  const sums = new Map<string, SpendChange>();
  for (const { window, spent, reserved } of changes) {
    const key = `${scopeKey(window.scope)} ${window.per} ${window.startMs}`;
    const known = sums.get(key);
    const sum = { window, spent: spent + (known?.spent ?? 0n), reserved: reserved + (known?.reserved ?? 0n) };
    sums.set(key, sum);
  }
  const inOrder = [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return inOrder.map(([, { window, spent, reserved }]) => ({
    sql: 'update spend set spent = spent + $1, reserved = reserved + $2 where scope = $3 and per = $4 and start_at = $5',
    parameters: [String(spent), String(reserved), scopeKey(window.scope), window.per, window.startMs],
  }));
}
