import type { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { Store } from '../storage/store.js';
import type { BudgetBook } from './budgets/budget-book.js';
import type { SpendingRules } from './budgets/spending-rules.js';
import { SharedBook } from './budgets/shared-book.js';
import { SpendLoader } from './budgets/spend-loader.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerRetention } from './ledger/ledger-retention.js';
import { LedgerWriter } from './ledger/ledger-writer.js';
import { NodeLease } from './ledger/node-lease.js';
import { closePending } from './ledger/pending-calls.js';

/** What outlives the process. */
export interface Books {
  readonly ledger: Ledger;
  readonly loader: SpendLoader;
  /** Decides in place of this process, where several nodes share the store; `null` = this process decides. */
  readonly shared: SharedBook | null;
  /** To be called once. */
  readonly close: () => void;
}

export interface BooksOptions {
  readonly book: BudgetBook;
  readonly clock: Clock;
  readonly rules: SpendingRules;
  /** This process, among those that share a store. */
  readonly node: string;
  readonly logger: Logger;
  /** How long rows of calls are kept, in days; 0 = for ever. */
  readonly retentionDays: number;
}

/** Settles what a process before this one left open, where no other can be at work on it. */
export async function openBooks(
  store: Store,
  { book, clock, rules, node, logger, retentionDays }: BooksOptions,
): Promise<Books> {
  if (store.dialect === 'sqlite') {
    const closed = await closePending(store, clock.nowMs(), null);
    if (closed > 0)
      logger.warn(`${closed} calls ended with the process that made them; they cost what was reserved.`);
  }
  // The error's message may quote what it could not write.
  const onLost = (error: unknown) =>
    logger.error(`The end of a call was not written: ${error instanceof Error ? error.name : typeof error}`);
  const loader = new SpendLoader(store, book, (name) => rules.selectorOf(name));
  const ledger = new Ledger(new LedgerWriter(store), clock, node, onLost);
  const onKept = (error: unknown) =>
    logger.warn(`Old rows of calls were not deleted: ${error instanceof Error ? error.name : typeof error}`);
  const retention = retentionDays > 0 ? new LedgerRetention(store, clock, retentionDays, onKept) : null;
  retention?.begin();
  if (store.dialect === 'sqlite') return { ledger, loader, shared: null, close: () => retention?.end() };
  const lease = new NodeLease(store, clock, node, onLost);
  await lease.begin();
  const shared = new SharedBook(store, (place, nowMs) => loader.spentBefore(place, nowMs));
  const close = () => {
    lease.end();
    retention?.end();
  };
  return { ledger, loader, shared, close };
}
