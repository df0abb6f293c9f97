import type { OnNotWritten } from '../../storage/journal/gathered-records.js';
import { StoreAwayError, type Statement, type Store } from '../../storage/store.js';
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
import { ATTEMPT_COLUMNS, IS_OPEN, OPEN_COLUMNS } from './ledger-columns.js';

/** What was handed in at once: the beginning of a call, or its end. */
interface Part {
  readonly addTo: (group: Group) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What goes into a transaction. */
class Group {
  readonly opened: OpenRow[] = [];
  readonly closed: ClosedRow[] = [];
  readonly attempts: AttemptRow[] = [];
  readonly dropped: string[] = [];

  constructor(readonly charges: Charges) {}
}

/**
 * Writes rows of calls where several nodes share the store, into its tables. All that comes while a transaction is under way goes into the next one
 * together: a few statements, however many calls there are.
 */
export class LedgerWriter implements CallWriter {
  readonly isSoon = false;
  private next: Part[] = [];
  private isWriting = false;
  private readonly openings: BulkStatements<typeof OPEN_COLUMNS>;
  private readonly closing: BulkStatements<typeof CLOSING>;
  private readonly attempts: BulkStatements<typeof ATTEMPT_COLUMNS>;

  /** @param selectorsOf left out = there are none. */
  constructor(
    private readonly store: Pick<Store, 'write'>,
    private readonly selectorsOf: SelectorSource = () => ({ matching: [], known: [] }),
  ) {
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
    return orTold(
      this.written(({ opened }) => void opened.push(row)),
      listener,
    );
  }

  /**
   * Of a call that is not open nothing is written: another node may have taken this one for gone, or the database may have
   * lost it. That is refused with `RowsNotThereError`; then it ends as late calls do.
   */
  close({ row, attempts, changes, charge }: ClosedCall, listener?: OnNotWritten): Promise<void> {
    const written = this.written((group) => {
      group.closed.push(row);
      group.attempts.push(...attempts);
      group.charges.add(changes.map(ownChangeOf), charge ?? null);
    });
    return orTold(written, listener);
  }

  /** As `close` does. */
  drop(id: string, changes: readonly SpendChange[] = [], listener?: OnNotWritten): Promise<void> {
    const written = this.written(({ charges, dropped }) => {
      dropped.push(id);
      charges.add(changes.map(ownChangeOf), null);
    });
    return orTold(written, listener);
  }

  /** When all is written that was handed in before, or could not be: that is told where it was handed in. */
  async settled(): Promise<void> {
    if (this.isWriting) await Promise.allSettled([this.written(() => undefined)]);
  }

  /** What ends of calls change in budgets. */
  newCharges(): Charges {
    return new Charges(this.selectorsOf);
  }

  private written(addTo: Part['addTo']): Promise<void> {
    const { next } = this;
    const written = new Promise<void>((resolve, reject) => void next.push({ addTo, resolve, reject }));
    // What comes in this turn goes together.
    if (!this.isWriting) {
      this.isWriting = true;
      setImmediate(() => void this.writeAll());
    }
    return written;
  }

  private async writeAll(): Promise<void> {
    while (this.next.length > 0) {
      const parts = this.next;
      this.next = [];
      await this.write(parts);
    }
    this.isWriting = false;
  }

  private async write(parts: readonly Part[]): Promise<void> {
    const group = new Group(this.newCharges());
    for (const { addTo } of parts) addTo(group);
    try {
      await this.store.write(this.statementsFor(group));
      for (const { resolve } of parts) resolve();
    } catch (error) {
      if (parts.length === 1 || error instanceof StoreAwayError) {
        for (const { reject } of parts) reject(error);
        return;
      }
      // one that is refused takes none of the others with it
      const half = parts.length >> 1;
      await this.write(parts.slice(0, half));
      await this.write(parts.slice(half));
    }
  }

  private statementsFor({ opened, closed, attempts, dropped, charges }: Group): readonly Statement[] {
    return [
      ...(opened.length > 0 ? [this.openings.insert(opened)] : []),
      ...(closed.length > 0 ? [allOf(closed, this.closing.update(closed, 'id', IS_OPEN))] : []),
      ...(attempts.length > 0 ? [this.attempts.insert(attempts)] : []),
      ...(dropped.length > 0 ? [allOf(dropped, this.openings.delete(dropped, 'id', IS_OPEN))] : []),
      ...charges.statements(),
    ];
  }
}

function allOf(rows: readonly unknown[], statement: Statement): Statement {
  return { ...statement, mustChange: rows.length };
}

function orTold(written: Promise<void>, listener?: OnNotWritten): Promise<void> {
  return listener ? written.catch(listener) : written;
}
