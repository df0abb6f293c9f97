import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { Store } from '../../storage/store.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import { FileSelectors } from '../budgets/file-selectors.js';
import { forgetLeft, isToldByRows } from '../budgets/left-selectors.js';
import type { SpendLoader } from '../budgets/spend-loader.js';
import type { SpendingRules } from '../budgets/spending-rules.js';
import { SelectorRecount } from './selector-recount.js';
import { SpendCorrection } from './spend-correction.js';

export interface DeclaredSelectorsOptions {
  readonly book: BudgetBook;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long rows of calls are kept, in days; 0 = for ever. */
  readonly retentionDays: number;
  readonly rules: SpendingRules;
}

/** Has selectors of the operator's file spent what calls cost, whatever files before said, or those of other nodes say. */
export class DeclaredSelectors {
  private readonly recount: SelectorRecount;

  constructor(
    private readonly store: Store,
    loader: SpendLoader,
    private readonly options: DeclaredSelectorsOptions,
  ) {
    const { book, clock } = options;
    this.recount = new SelectorRecount(store, loader, new SpendCorrection(store, book), clock);
  }

  /** Those of files before are charged as before. @throws what the store throws. */
  async remember(): Promise<void> {
    const { db, dialect } = this.store;
    this.options.rules.alsoCharge(await new FileSelectors(dialect).read(db));
  }

  /** The file may say something else than before: those are counted anew. @throws what the store throws. */
  async takeUp(): Promise<void> {
    const { logger, retentionDays, rules } = this.options;
    const found = await this.recount.ofFile(rules.declaredSelectors, (match) =>
      isToldByRows(match, retentionDays),
    );
    const changed = found.filter(({ isOther }) => isOther);
    if (changed.length === 0 || retentionDays === 0) return;
    const names = changed.map(({ name }) => JSON.stringify(name)).join(', ');
    logger.warn(
      `Selectors of tollgate.yaml ask for something else than before and were counted anew, without calls of more than ${retentionDays} days ago, whose rows are deleted: ${names}.`,
    );
  }

  /**
   * Those that are in no file any more are forgotten where nothing needs them. Where this process decides, before it
   * knows what was spent. @throws what the store throws.
   */
  async forgetLeft(): Promise<void> {
    const { clock, retentionDays, rules } = this.options;
    const { db, dialect } = this.store;
    const declared = rules.declaredSelectors.map(({ name }) => name);
    const options = { dialect, nowMs: clock.nowMs(), declared, retentionDays };
    await db
      .transaction()
      .execute((transaction) => forgetLeft(transaction, new FileSelectors(dialect), options));
    await this.remember();
  }

  /** What nodes that do not know of them have not charged. @throws what the store throws. */
  addMissed(): Promise<void> {
    return this.recount.ofFiles((name) => this.options.rules.selectorOf(name)?.match ?? null);
  }
}
