import type { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { Journal } from '../storage/journal/journal.js';
import type { PriceBook } from '../pricing/price-book.js';
import { asSoonAsThere } from '../storage/as-soon-as-there.js';
import { RowsNotThereError, StoreAwayError, type Store } from '../storage/store.js';
import type { BudgetAlarm } from './alerts/budget-alarm.js';
import type { LostRow, MoneyTally } from './alerts/money-tally.js';
import { openAlarm } from './alerts/open-alarm.js';
import type { WebhookTarget } from './alerts/webhook.js';
import type { BudgetBook } from './budgets/budget-book.js';
import type { SelectorSource } from './budgets/charge-statements.js';
import type { SpendingRules } from './budgets/spending-rules.js';
import { SharedBook } from './budgets/shared-book.js';
import { SpendLoader } from './budgets/spend-loader.js';
import { JournaledWriter } from './ledger/journaled-writer.js';
import { DelayedWrites } from './ledger/delayed-writes.js';
import { Ledger, type LedgerOptions, type OnLost } from './ledger/ledger.js';
import { LateCalls, type LateCall } from './ledger/late-calls.js';
import { LedgerRetention } from './ledger/ledger-retention.js';
import { LedgerWriter } from './ledger/ledger-writer.js';
import { BatchedDeletion } from './batched-deletion.js';
import { NodeLease } from './ledger/node-lease.js';
import { closePending } from './ledger/pending-calls.js';
import type { DeclaredKeys } from './ledger/spender-of-row.js';
import { PriceFeed } from './prices/price-feed.js';
import { UsageDays } from './ledger/usage-days.js';
import { writeLateCall } from './ledger/write-late-call.js';
import { UncheckedCalls } from './gate/unchecked-calls.js';
import { openCaptures, type OpenCaptures } from './captures/open-captures.js';
import { Losses } from './losses.js';
import { DeclaredSelectors } from './prices/declared-selectors.js';
import type { VirtualKey } from './identity/virtual-key.js';
import type { CaptureConfig } from '../config/capture-config.js';
import { SharedLedger } from './ledger/shared-ledger.js';

/** What outlives the process. */
export interface Books {
  readonly ledger: Ledger;
  readonly loader: SpendLoader;
  /** What administrators set of prices. */
  readonly prices: PriceFeed;
  /** Notices budgets that run out. */
  readonly alarm: BudgetAlarm;
  /** What becomes of calls under a budget while the store is away; `null` = they are refused. */
  readonly unchecked: UncheckedCalls | null;
  /** What is kept of what is asked and answered. */
  readonly kept: Pick<OpenCaptures, 'captures' | 'looks'>;
  /** Decide in place of this process, where several nodes share the store; `null` = this process decides. */
  readonly shared: { readonly book: SharedBook; readonly ledger: SharedLedger } | null;
  /** Who else is charged for a call than those whom its row names. */
  readonly selectorsOf: SelectorSource;
  readonly declaredKeys: DeclaredKeys;
  /** To be called once. */
  readonly close: () => void;
}

export interface BooksOptions {
  readonly book: BudgetBook;
  readonly prices: PriceBook;
  readonly tally: MoneyTally;
  /** Who is told of budgets that run out; `null` = nobody. */
  readonly webhook: WebhookTarget | null;
  readonly budgetFail: 'closed' | 'open';
  readonly clock: Clock;
  readonly rules: SpendingRules;
  /** Keys of the operator's file. */
  readonly declaredKeys: readonly VirtualKey[];
  /** This process, among those that share a store. */
  readonly node: string;
  readonly logger: Logger;
  /** How long rows of calls are kept, in days; 0 = for ever. */
  readonly retentionDays: number;
  /** Told again and again how many nodes share the store. */
  readonly onNodes: (count: number) => void;
  readonly capture: CaptureConfig;
  /** What the gateway holds that is secret. */
  readonly secrets: readonly string[];
}

/** Settles what a process before this one left open, where no other can be at work on it. */
export async function openBooks(store: Store, options: BooksOptions): Promise<Books> {
  const { clock, logger, retentionDays } = options;
  const onKept = (error: unknown) => logger.warn(`Old rows of calls were not deleted: ${nameOf(error)}`);
  const retention = retentionDays > 0 ? new LedgerRetention(store, clock, retentionDays, onKept) : null;
  const { journal } = store;
  const books =
    journal === null ? await openShared(store, options) : await openOwn(store, { ...options, journal });
  const onStale = (error: unknown) => logger.warn(`Prices were not read: ${nameOf(error)}`);
  const prices = new PriceFeed(store, options.prices, clock, onStale);
  await prices.begin();
  const { alarm, end } = openAlarm(store, options);
  retention?.begin();
  const kept = openCaptures(store, options);
  const onUnsummed = (error: unknown) => logger.warn(`Days were not summed for reports: ${nameOf(error)}`);
  const usageDays = new UsageDays(store, clock, onUnsummed);
  usageDays.begin();
  const close = () => {
    books.close();
    prices.end();
    end();
    kept.end();
    retention?.end();
    usageDays.end();
  };
  const unchecked =
    options.budgetFail === 'open' && books.shared ? new UncheckedCalls(options.tally, logger) : null;
  const { declaredKeys } = options;
  return { ...books, selectorsOf: selectorsBy(options), declaredKeys, prices, alarm, unchecked, kept, close };
}

type OpenBooks = Omit<Books, 'prices' | 'alarm' | 'unchecked' | 'kept' | 'selectorsOf' | 'declaredKeys'>;

/** Of the process that owns the store. */
async function openOwn(
  store: Store,
  options: BooksOptions & { readonly journal: Journal },
): Promise<OpenBooks> {
  const { clock, journal, logger, node } = options;
  const delayed = new DelayedWrites(logger, nameOf);
  const onDelayed = (error: unknown) => delayed.began(error);
  const writer = await JournaledWriter.open({ store, journal, clock, delayed });
  const loader = loaderOf(store, options);
  const selectors = new DeclaredSelectors(store, loader, options);
  await selectors.remember();
  const closed = await closePending(store, {
    nowMs: clock.nowMs(),
    nodes: null,
    selectorsOf: selectorsBy(options),
    declaredKeys: options.declaredKeys,
  });
  if (closed > 0)
    logger.warn(`${closed} calls ended with the process that made them; they cost what was reserved.`);
  await selectors.takeUp();
  await selectors.forgetLeft();
  await loader.loadRunning(clock.nowMs());
  const ledger = new Ledger({
    writer,
    clock,
    node,
    ...lossesOf(options),
    onDelayed,
    late: null,
    underWay: null,
  });
  return { ledger, loader, shared: null, close: () => writer.stop() };
}

/** Of one of several nodes. */
async function openShared(store: Store, options: BooksOptions): Promise<OpenBooks> {
  const { clock, declaredKeys, logger, node, onNodes, rules, tally } = options;
  const delayed = new DelayedWrites(logger, nameOf);
  const onDelayed = (error: unknown) => delayed.began(error);
  const loader = loaderOf(store, options);
  const selectorsOf = selectorsBy(options);
  const writer = new LedgerWriter(store, selectorsOf);
  const write = (late: LateCall) => writeLateCall(store, writer, late);
  const underWay = new Set<string>();
  const late = new LateCalls({ write, clock, tally, onLost: lostEnds(options), delayed, underWay });
  const ledger = new Ledger({ writer, clock, node, ...lossesOf(options), onDelayed, late, underWay });
  const onFailure = (error: unknown) =>
    logger.error(`This process could not tell the others that it is at work: ${nameOf(error)}`);
  const selectors = new DeclaredSelectors(store, loader, options);
  const lease = new NodeLease(store, clock, {
    node,
    underWay,
    fileSelectors: rules.declaredSelectors.map(({ name }) => name),
    onNodes,
    onOlderGone: () => selectors.addMissed(),
    selectorsOf,
    declaredKeys,
    onFailure,
  });
  await lease.begin();
  const endSelectors = await followFile(selectors, lease, options);
  const shared = {
    book: new SharedBook(
      store,
      (place, nowMs, db) => loader.spentBefore(place, nowMs, undefined, db),
      () => writer.settled(),
      clock,
    ),
    ledger: new SharedLedger(ledger, writer),
  };
  const close = () => {
    endSelectors();
    lease.end();
    late.end();
  };
  return { ledger, loader, shared, close };
}

/**
 * Takes up what the operator's file says of selectors as soon as the store is there, and looks each hour for those that
 * no file has any more.
 * @returns ends both.
 */
async function followFile(
  selectors: DeclaredSelectors,
  lease: NodeLease,
  { clock, logger }: BooksOptions,
): Promise<() => void> {
  const takeUp = async () => {
    // others see that it has them before they are written down
    await lease.beat();
    await selectors.takeUp();
    await selectors.remember();
  };
  const endTakingUp = await asSoonAsThere(clock, takeUp, (error) =>
    logger.error(`Selectors of tollgate.yaml were not counted anew: ${nameOf(error)}`),
  );
  const forgetting = new BatchedDeletion({
    clock,
    deleteBatch: async () => {
      await selectors.forgetLeft();
      return false;
    },
    onFailure: (error) => logger.warn(`Names of deleted selectors were not forgotten: ${nameOf(error)}`),
  });
  forgetting.begin();
  return () => {
    endTakingUp();
    forgetting.end();
  };
}

function loaderOf(store: Store, { book, rules, declaredKeys }: BooksOptions): SpendLoader {
  return new SpendLoader(store, book, { selectorOf: (name) => rules.selectorOf(name), declaredKeys });
}

function selectorsBy({ rules }: Pick<BooksOptions, 'rules'>): SelectorSource {
  return (spender) => rules.selectorsOf(spender);
}

/** Of calls whose beginning may be written. */
function lostEnds(options: BooksOptions): OnLost {
  const { logger } = options;
  return countedLosses(options, 'end', (count, error) =>
    logger.error(`The ends of ${count} calls were not written: ${nameOf(error)}`),
  );
}

/** Of whole rows: of calls that were made under no budget, and of those that cost nothing. */
function lossesOf(options: BooksOptions): Pick<LedgerOptions, 'onLost' | 'onLostCall'> {
  const { logger } = options;
  const onLostCall = countedLosses(options, 'call', (count, error) =>
    logger.error(`The rows of ${count} calls that were made were not written: ${nameOf(error)}`),
  );
  const onLost = countedLosses(options, 'not_made', (count, error) =>
    logger.warn(
      `The rows of ${count} calls that were refused or replayed were not written: ${nameOf(error)}`,
    ),
  );
  return { onLost, onLostCall };
}

function countedLosses(
  { clock, tally }: BooksOptions,
  kind: LostRow,
  tell: (count: number, error: unknown) => void,
): OnLost {
  const losses = new Losses(clock, tell);
  return (error) => {
    tally.lostRows[kind] += 1;
    losses.add(error);
  };
}

/** The message of a database may quote what could not be written; the store's own say which it is, and why. */
function nameOf(error: unknown): string {
  if (error instanceof StoreAwayError || error instanceof RowsNotThereError) return error.message;
  return error instanceof Error ? error.name : typeof error;
}
