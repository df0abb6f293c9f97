import { scopeKey } from '../budgets/budget.js';
import type { SpendWindow } from '../budgets/budget-book.js';
import type { Statement, Store } from '../../storage/store.js';
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
  private readonly opening: BulkStatements<typeof OPEN_COLUMNS>;
  private readonly closing: BulkStatements<typeof CLOSING>;
  private readonly attempts: BulkStatements<typeof ATTEMPT_COLUMNS>;
  private readonly spending: BulkStatements<typeof SPEND_COLUMNS>;

  constructor(private readonly store: Pick<Store, 'dialect' | 'write'>) {
    const { dialect } = store;
    this.opening = new BulkStatements('calls', OPEN_COLUMNS, dialect);
    this.closing = new BulkStatements('calls', CLOSING, dialect);
    this.attempts = new BulkStatements('attempts', ATTEMPT_COLUMNS, dialect);
    this.spending = new BulkStatements('spend', SPEND_COLUMNS, dialect);
  }

  /** @returns when it would survive a crash. @throws what the store throws. */
  open(row: OpenRow): Promise<void> {
    this.next.opened.push(row);
    return this.written();
  }

  /** A call that was not opened is written as a whole by `open` and `close` together. The same of what it returns. */
  close({ row, attempts, windows }: ClosedCall): Promise<void> {
    const { next } = this;
    next.closed.push(row);
    next.attempts.push(...attempts);
    for (const window of windows) next.windows.add(window);
    return this.written();
  }

  /** The call was not made after all. */
  drop(id: string): Promise<void> {
    this.next.dropped.push(id);
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

  private statementsFor({ opened, closed, attempts, dropped, windows }: Group): readonly Statement[] {
    const spent = [...windows].map(({ scope, per, startMs, spent: amount }) => ({
      scope: scopeKey(scope),
      per,
      start_at: startMs,
      spent: String(amount),
    }));
    return [
      ...(opened.length > 0 ? [this.opening.insert(opened)] : []),
      ...(closed.length > 0 ? [this.closing.update(closed, 'id')] : []),
      ...(attempts.length > 0 ? [this.attempts.insert(attempts)] : []),
      ...(dropped.length > 0 ? [this.opening.delete(dropped, 'id')] : []),
      ...(spent.length > 0 ? [this.spending.upsert(spent, ['scope', 'per', 'start_at'])] : []),
    ];
  }
}
