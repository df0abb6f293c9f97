import type { Clock } from '../../common/clock.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { OnNotWritten } from '../../storage/journal/gathered-records.js';
import type { Journal } from '../../storage/journal/journal.js';
import type { Store } from '../../storage/store.js';
import { scopeKey } from '../budgets/budget.js';
import type { SpendChange, SpendWindow } from '../budgets/spend-window.js';
import { CallBatch } from './call-batch.js';
import type { CallWriter, ClosedCall, OpenRow } from './call-writer.js';
import { CallRecords } from './call-records.js';
import type { DelayedWrites } from './delayed-writes.js';
import { GatheredBeginning, GatheredEnd } from './gathered-calls.js';
import { attemptValues, closedValues, lastingValues, renewedValues } from './row-values.js';
import { UnwrittenEnds } from './unwritten-ends.js';

/** So many calls are brought into the tables at once, or those of so long a time. */
const MOST_CALLS = 1_000;
const SETTLE_MS = 1_000;

export interface JournaledWriterOptions {
  readonly store: Pick<Store, 'db' | 'write'>;
  /** Of the store. */
  readonly journal: Journal;
  readonly clock: Clock;
  /** Told of what could not be brought into the tables, which is tried again, and that nothing waits any more. */
  readonly delayed: Pick<DelayedWrites, 'began' | 'over'>;
}

/** Names of a window, made once: as a key, and as the beginning of its list in the JSON of a record. */
const spendings = new WeakMap<SpendWindow, { readonly key: string; readonly beginning: string }>();

function spendingOf(window: SpendWindow) {
  const known = spendings.get(window);
  if (known) return known;
  const names = [scopeKey(window.scope), window.per, window.startMs];
  const spending = { key: names.join(' '), beginning: JSON.stringify(names).slice(0, -1) };
  spendings.set(window, spending);
  return spending;
}

/**
 * Writes rows of calls where one process owns the store: into its journal at the end of the turn of the event loop in
 * which they came, all of them by one write, and into the tables together with many others. What has begun outlives the
 * process before its provider is asked, and what has ended before its caller is told; both outlive the machine soon after.
 */
export class JournaledWriter implements CallWriter {
  readonly isSoon = true;
  private batch = new CallBatch();
  /** Empty, for what comes next. */
  private spare = new CallBatch();
  /** What is on its way into the tables, or could not be brought there. */
  private turned: { readonly batch: CallBatch; readonly generation: number } | null = null;
  private settling: Promise<void> | null = null;
  /** Until it resolves, ends that say what budgets have spent wait. */
  private holding: Promise<void> | null = null;
  private cancelSettle: (() => void) | null = null;
  private readonly journal: Journal;
  private readonly records: CallRecords;
  private readonly unwritten: UnwrittenEnds;

  private constructor(private readonly options: JournaledWriterOptions) {
    this.journal = options.journal;
    this.unwritten = new UnwrittenEnds(options.journal);
    this.records = new CallRecords(options.store, options.journal);
    this.journal.unflushedTo((error) => options.delayed.began(error));
    this.journal.settledBy(() => this.settleAllEnded());
    this.journal.endsHeldBy((work) => this.betweenEnds(work));
    this.journal.oneByOneWhile(() => this.unwritten.areWaiting);
  }

  /** Behind it what an earlier process has left in the journal is in the tables. @throws what the store throws. */
  static async open(options: JournaledWriterOptions): Promise<JournaledWriter> {
    const writer = new JournaledWriter(options);
    await writer.records.recover();
    return writer;
  }

  open(row: OpenRow, listener?: OnNotWritten): Promise<void> {
    const id = String(row.id);
    const begun = { renewed: renewedValues(row), lasting: lastingValues(row) };
    const { batch, journal } = this;
    batch.open(id, begun);
    const text = `["o","${id}",[${begun.renewed},${begun.lasting}]]`;
    const written = journal.gather(new GatheredBeginning(text, journal, () => batch.forget(id)), listener);
    this.settleSoon();
    return written;
  }

  /** On a full disk it is not there, and a crash charges what was reserved at first. */
  reserve(id: string, amount: PicoUsd): void {
    const { batch, journal } = this;
    batch.reserve(id, String(amount));
    const text = `["r","${id}","${amount}"]`;
    const forget = () => undefined;
    void journal.gather(new GatheredBeginning(text, journal, forget), forget);
    this.settleSoon();
  }

  close(call: ClosedCall, listener?: OnNotWritten): Promise<void> {
    if (this.holding === null || call.windows.length === 0) return this.closeNow(call, listener);
    return this.closeBehind(this.holding, call, listener);
  }

  private async closeBehind(held: Promise<void>, call: ClosedCall, listener?: OnNotWritten): Promise<void> {
    await held;
    await this.close(call, listener);
  }

  private closeNow({ row, attempts, windows }: ClosedCall, listener?: OnNotWritten): Promise<void> {
    const id = String(row.id);
    const ended = {
      closed: closedValues(row),
      attempts: attempts.map((attempt) => `[${attemptValues(attempt)}]`).join(),
    };
    const names = windows.map(spendingOf);
    const spent = windows.map((window, at) => `${names[at]!.beginning},"${window.spent}"]`);
    const text = `["c","${id}",[${ended.closed}],[${ended.attempts}],[${spent.join()}]]`;
    const addTo = (batch: CallBatch) => {
      batch.close(id, ended);
      for (const [at, { key }] of names.entries()) batch.spend(key, spent[at]!);
    };
    return this.end(text, addTo, listener);
  }

  drop(id: string, _changes?: readonly SpendChange[], listener?: OnNotWritten): Promise<void> {
    return this.end(`["d","${id}"]`, (batch) => batch.drop(id), listener);
  }

  /** What is not in the tables is brought there by the store's own end, or by the next process. */
  stop(): void {
    this.cancelSettle?.();
  }

  private end(text: string, addTo: (batch: CallBatch) => void, listener?: OnNotWritten): Promise<void> {
    const { batch, journal, unwritten } = this;
    addTo(batch);
    const written = journal.gather(new GatheredEnd(text, batch, addTo, unwritten), listener);
    this.settleSoon();
    return written;
  }

  private settleSoon(): void {
    if (this.batch.size >= MOST_CALLS && !this.settling && !this.turned) this.settleNow();
    else this.cancelSettle ??= this.options.clock.setTimer(SETTLE_MS, this.settleNow);
  }

  private readonly settleNow = (): void => {
    this.cancelSettle?.();
    this.cancelSettle = null;
    this.settle().catch((error: unknown) => {
      this.options.delayed.began(error);
      this.cancelSettle ??= this.options.clock.setTimer(SETTLE_MS, this.settleNow);
    });
  };

  /** A record says what a window has spent in all: one from before the work would undo what it does, behind a crash. */
  private async betweenEnds<T>(work: () => Promise<T>): Promise<T> {
    while (this.holding) await this.holding;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.holding = promise;
    try {
      await this.settle();
      return await work();
    } finally {
      this.holding = null;
      resolve();
    }
  }

  /** Settles everything, the waiting ends included. @throws what the store throws. */
  private async settleAllEnded(): Promise<void> {
    while (this.holding) await this.holding;
    await this.settle();
  }

  /** Resolves when all that came before is in the tables. @throws what the store throws. */
  private async settle(): Promise<void> {
    // what is under way may have begun before the last of it
    await Promise.allSettled([this.settling]);
    this.settling ??= this.settleAll().finally(() => (this.settling = null));
    await this.settling;
  }

  private async settleAll(): Promise<void> {
    if (this.turned) await this.bring();
    // what cannot begin is not in the batch behind it
    this.journal.writeGathered();
    if (this.batch.size === 0) return;
    const { batch, journal } = this;
    const { generation } = journal;
    journal.turn(generation + 1);
    this.batch = this.spare;
    this.turned = { batch, generation };
    this.unwritten.turn();
    await this.bring();
  }

  private async bring(): Promise<void> {
    if (!this.turned) return;
    const { batch, generation } = this.turned;
    try {
      await this.options.store.write(this.records.statementsFor(batch, generation));
    } catch (error) {
      this.unwritten.notBrought(this.batch);
      throw error;
    }
    this.turned = null;
    this.unwritten.brought(batch);
    batch.clear();
    this.spare = batch;
    this.options.delayed.over();
  }
}
