import type { OnNotWritten } from '../../storage/journal/gathered-records.js';
import type { Statement, Store } from '../../storage/store.js';
import { Charges, ownChangeOf, type SelectorSource } from '../budgets/charge-statements.js';
import type { SpendChange } from '../budgets/spend-window.js';
import { BulkStatements } from './bulk-statements.js';
import {
  CLOSING,
  type AttemptRow,
  type CallWriter,
  type ClosedCall,
  type ClosedRow,
  type OpenRow,
} from './call-writer.js';
import { ATTEMPT_COLUMNS, OPEN_COLUMNS } from './ledger-columns.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What goes into the next transaction. */
class Group {
  readonly opened: OpenRow[] = [];
  readonly closed: ClosedRow[] = [];
  readonly attempts: AttemptRow[] = [];
  readonly dropped: string[] = [];
  readonly waiting: Waiting[] = [];

  constructor(readonly charges: Charges) {}
}

/**
 * Writes rows of calls where several nodes share the store, into its tables. All that comes while a transaction is under way goes into the next one
 * together: a few statements, however many calls there are.
 */
export class LedgerWriter implements CallWriter {
  readonly isSoon = false;
  private next: Group;
  private isWriting = false;
  private readonly openings: BulkStatements<typeof OPEN_COLUMNS>;
  private readonly closing: BulkStatements<typeof CLOSING>;
  private readonly attempts: BulkStatements<typeof ATTEMPT_COLUMNS>;

  /** @param selectorsOf left out = there are none. */
  constructor(
    private readonly store: Pick<Store, 'write'>,
    private readonly selectorsOf: SelectorSource = () => ({ matching: [], known: [] }),
  ) {
    this.next = this.newGroup();
    this.openings = new BulkStatements('calls', OPEN_COLUMNS);
    this.closing = new BulkStatements('calls', CLOSING);
    this.attempts = new BulkStatements('attempts', ATTEMPT_COLUMNS);
  }

  /** The same as a statement, for a transaction of others. */
  opening(row: OpenRow): Statement {
    return this.openings.insert([row]);
  }

  /** A call at its end as statements, its beginning among them where that is not written; but for its budgets. */
  whole(
    opened: OpenRow | null,
    { row, attempts }: Pick<ClosedCall, 'row' | 'attempts'>,
  ): readonly Statement[] {
    return [
      ...(opened ? [this.openings.insert([opened])] : []),
      this.closing.update([row], 'id'),
      ...(attempts.length > 0 ? [this.attempts.insert(attempts)] : []),
    ];
  }

  /** The same of one that was not made. */
  dropped(id: string): readonly Statement[] {
    return [this.openings.delete([id], 'id')];
  }

  open(row: OpenRow, listener?: OnNotWritten): Promise<void> {
    this.next.opened.push(row);
    return orTold(this.written(), listener);
  }

  close({ row, attempts, changes, charge }: ClosedCall, listener?: OnNotWritten): Promise<void> {
    const { next } = this;
    next.closed.push(row);
    next.attempts.push(...attempts);
    next.charges.add(changes.map(ownChangeOf), charge ?? null);
    return orTold(this.written(), listener);
  }

  drop(id: string, changes: readonly SpendChange[] = [], listener?: OnNotWritten): Promise<void> {
    this.next.dropped.push(id);
    this.next.charges.add(changes.map(ownChangeOf), null);
    return orTold(this.written(), listener);
  }

  /** When all is written that was handed in before, or could not be: that is told where it was handed in. */
  async settled(): Promise<void> {
    if (this.isWriting) await Promise.allSettled([this.written()]);
  }

  /** What ends of calls change in budgets. */
  newCharges(): Charges {
    return new Charges(this.selectorsOf);
  }

  private newGroup(): Group {
    return new Group(this.newCharges());
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
      this.next = this.newGroup();
      try {
        await this.store.write(this.statementsFor(group));
        for (const { resolve } of group.waiting) resolve();
      } catch (error) {
        for (const { reject } of group.waiting) reject(error);
      }
    }
    this.isWriting = false;
  }

  private statementsFor({ opened, closed, attempts, dropped, charges }: Group): readonly Statement[] {
    return [
      ...(opened.length > 0 ? [this.openings.insert(opened)] : []),
      ...(closed.length > 0 ? [this.closing.update(closed, 'id')] : []),
      ...(attempts.length > 0 ? [this.attempts.insert(attempts)] : []),
      ...(dropped.length > 0 ? [this.openings.delete(dropped, 'id')] : []),
      ...charges.statements(),
    ];
  }
}

function orTold(written: Promise<void>, listener?: OnNotWritten): Promise<void> {
  return listener ? written.catch(listener) : written;
}
