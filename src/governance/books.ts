import type { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { Store } from '../storage/store.js';
import type { BudgetBook } from './budgets/budget-book.js';
import type { SpendingRules } from './budgets/spending-rules.js';
import { SpendLoader } from './budgets/spend-loader.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerWriter } from './ledger/ledger-writer.js';
import { closePending } from './ledger/pending-calls.js';

/** What outlives the process. */
export interface Books {
  readonly ledger: Ledger;
  readonly loader: SpendLoader;
}

export interface BooksOptions {
  readonly book: BudgetBook;
  readonly clock: Clock;
  readonly rules: SpendingRules;
  /** This process, among those that share a store. */
  readonly node: string;
  readonly logger: Logger;
}

/** Settles what a process before this one left open, where no other can be at work on it. */
export async function openBooks(
  store: Store,
  { book, clock, rules, node, logger }: BooksOptions,
): Promise<Books> {
  if (store.dialect === 'sqlite') {
    const closed = await closePending(store, clock.nowMs(), null);
    if (closed > 0)
      logger.warn(`${closed} calls ended with the process that made them; they cost what was reserved.`);
  }
  // The error's message may quote what it could not write.
  const onLost = (error: unknown) =>
    logger.error(`The end of a call was not written: ${error instanceof Error ? error.name : typeof error}`);
  return {
    ledger: new Ledger(new LedgerWriter(store), clock, node, onLost),
    loader: new SpendLoader(store, book, (name) => rules.selectorOf(name)),
  };
}
