import type { Journal } from '../../storage/journal/journal.js';
import type { CallBatch } from './call-batch.js';

/** An end that the journal did not take. */
export interface UnwrittenEnd {
  readonly text: string;
  readonly error: unknown;
  /** On its way into the tables with it. */
  readonly batch: CallBatch;
  readonly addTo: (batch: CallBatch) => void;
}

/**
 * Ends that the journal did not take. What ends later says what budgets have spent in all, these included: so they are
 * written before it, or it is not written either. Else their calls would be charged twice behind a crash, once more as
 * calls of which nobody knows how they ended.
 */
export class UnwrittenEnds {
  private ends: UnwrittenEnd[] = [];
  /** Their batch is on its way into the tables, and the running generation of the journal is of the next one. */
  private areTurned = false;

  constructor(private readonly journal: Pick<Journal, 'append'>) {}

  get areWaiting(): boolean {
    return this.ends.length > 0;
  }

  add(end: UnwrittenEnd): void {
    this.ends.push(end);
  }

  /** Writes one behind them. @throws StoreAwayError where it is not taken, or one of them is not. */
  writeBehind(text: string): void {
    this.write();
    this.journal.append(text);
  }

  /** The journal goes on with another generation. */
  turn(): void {
    this.areTurned = this.ends.length > 0;
  }

  /** The tables have what a batch had: it need not be written any more. */
  brought(batch: CallBatch): void {
    this.ends = this.ends.filter((end) => end.batch !== batch);
    this.goOn();
  }

  /** The tables did not take it: the next generation, and the batch that goes with it, have them as well. */
  notBrought(next: CallBatch): void {
    if (!this.areTurned) return;
    for (const { batch, addTo } of this.ends) if (batch !== next) addTo(next);
    this.goOn();
  }

  /** Writes them in their order. @throws StoreAwayError where one is not taken; those behind it wait. */
  private write(): void {
    for (let [end] = this.ends; end; [end] = this.ends) {
      if (this.areTurned) throw end.error;
      this.journal.append(end.text);
      this.ends.shift();
    }
  }

  private goOn(): void {
    this.areTurned = false;
    try {
      this.write();
    } catch {
      // that they wait was told when they were not taken
    }
  }
}
