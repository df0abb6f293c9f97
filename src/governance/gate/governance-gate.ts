import { GatewayError, toGatewayError } from '../../common/errors.js';
import type { PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { CallPermit } from '../../completions/call-permit.js';
import { inputBoundOf } from '../bounds/input-bound.js';
import { withNamedModels } from '../bounds/models-of.js';
import type { OutputLimits } from '../bounds/worst-case.js';
import { BudgetBook } from '../budgets/budget-book.js';
import { budgetExceeded, requestTooDear } from '../budgets/budget-refusals.js';
import type { BudgetReservation } from '../budgets/budget-reservation.js';
import type { BudgetStates } from '../budgets/budget-states.js';
import type { FullBudget, SpendWindow } from '../budgets/spend-window.js';
import { UncheckedReservation } from '../budgets/unchecked-reservation.js';
import type { Spender } from '../budgets/spender.js';
import type { Bounds, SpendingRules } from '../budgets/spending-rules.js';
import type { BudgetAlarm } from '../alerts/budget-alarm.js';
import type { Books } from '../books.js';
import { checkAllowed, type Everybody } from '../identity/check-allowed.js';
import type { ScopedLimit } from '../limits/limit.js';
import { limitExceeded } from '../limits/limit-refusal.js';
import type { OpenedEntry } from '../ledger/ledger.js';
import { hasRow } from '../ledger/ledger-rows.js';
import { isReached, type LimitReached, type LimitStore, type TakenLimits } from '../limits/limit-store.js';
import { furtherOf, limitsFor, wishesOf } from './call-limits.js';
import { orDowngraded, type RouteSource } from './downgrade.js';
import { GovernedCall, type GovernedCallOptions } from './governed-call.js';
import { allowedCost, spenderOf } from './request-facts.js';
import { worstCaseOf, type BoundedCall } from './worst-case-of-call.js';

export interface GovernanceGateOptions {
  readonly rules: SpendingRules;
  readonly everybody: Everybody;
  readonly book: BudgetBook;
  readonly limits: LimitStore;
  readonly outputLimits: OutputLimits;
  readonly unknownPrice: 'refuse' | 'allow';
  /**
   * Calls of provider-run tools that are reserved for where a request sets no bound of its own; `null` = the request
   * is refused.
   */
  readonly providerToolCalls: number | null;
  /** What outlives the process; `null` = nothing does. */
  readonly books: Books | null;
  /** Calls are looked at and not made, by what budgets have spent; left out = they are let in. */
  readonly looksAt?: Pick<BudgetStates, 'windowsOf'>;
  /** Where a call goes that a budget has no room for. */
  readonly routes: RouteSource;
}

type MaybeLater<T> = T | Promise<T>;

/** The limits of a call, and what it has taken of them. */
type LimitRoom = Pick<GovernedCallOptions, 'limits' | 'taken' | 'further'>;

/** The same, and who decides where several nodes share a store. */
interface SharedRoom extends LimitRoom {
  readonly books: Books;
  readonly shared: NonNullable<Books['shared']>;
}

/** Lets a call in once its limits have room for it, and its budgets for the most that it may cost. */
export class GovernanceGate implements CallGate {
  private readonly alarm: Pick<BudgetAlarm, 'settled' | 'refused'> | null;

  constructor(private readonly options: GovernanceGateOptions) {
    this.alarm = options.books?.alarm ?? null;
  }

  enter(given: CallAtGate): MaybeLater<CallPermit | null> {
    const { books, everybody, rules } = this.options;
    const asked = withNamedModels(given);
    const { call, context } = asked;
    const { origin } = context;
    const allowed = allowedCost(origin);
    const isKnown = (origin?.caller ?? null) !== null;
    const isTagged = (origin?.tags ?? null) !== null;
    const isBoundToAll = everybody.allowancesForAll.length > 0;
    if (allowed === null && books === null && rules.isEmpty && !isKnown && !isTagged && !isBoundToAll)
      return null;
    const spender = spenderOf(asked);
    const bounds = this.boundsOf(spender, asked.atMs);
    const isBounded = allowed !== null || bounds.budgets.length + bounds.limits.length > 0;
    const input = inputBoundOf(isBounded ? (origin?.body ?? call.request) : {});
    const prepared = isBounded ? asked.prepared() : [];
    const bounded = { asked, spender, bounds, allowed, input, prepared, instead: null };
    const { isFirstTry } = asked;
    if (books === null || isFirstTry) return this.letPass(bounded, isBounded);
    return this.writingRefusals(bounded, books, () => this.letPass(bounded, isBounded));
  }

  check(asked: CallAtGate): void {
    checkAllowed(withNamedModels(asked), this.options.everybody);
  }

  /** @throws StoreAwayError where they are not known, and no call is to pass unchecked. */
  private boundsOf(spender: Spender, atMs: number): Bounds {
    const { books, rules } = this.options;
    try {
      return rules.of(spender);
    } catch (error) {
      if (!books?.unchecked?.mayPass(atMs, error)) throw error;
      return rules.asFarAsKnown(spender);
    }
  }

  private letPass(bounded: BoundedCall, isBounded: boolean): MaybeLater<CallPermit | null> {
    const { books, everybody } = this.options;
    const { asked } = bounded;
    checkAllowed(asked, everybody);
    if (!isBounded && books === null) return null;
    // What is refused on the quick way comes again by the usual one, and has another made in its place there.
    if (asked.isFirstTry) return this.takeLimits(bounded);
    return orDowngraded(bounded, this.options, (letIn) => this.takeLimits(letIn));
  }

  private takeLimits(bounded: BoundedCall): MaybeLater<CallPermit> {
    const limits = limitsFor(bounded);
    if (limits.length === 0) return this.takeBudgets(bounded, { limits, taken: null, further: null });
    const outcome = this.options.limits.take(wishesOf(limits, bounded));
    if (!(outcome instanceof Promise)) return this.within(bounded, limits, outcome);
    return outcome.then((known) => this.within(bounded, limits, known));
  }

  /** What is refused has taken nothing. */
  private within(
    bounded: BoundedCall,
    limits: readonly ScopedLimit[],
    taken: TakenLimits | LimitReached,
  ): MaybeLater<CallPermit> {
    if (isReached(taken)) throw limitExceeded(limits[taken.index]!, taken, bounded.asked.atMs);
    try {
      return this.takeBudgets(bounded, { limits, taken, further: furtherOf(limits, bounded) });
    } catch (error) {
      return givenBack(taken, error);
    }
  }

  private takeBudgets(bounded: BoundedCall, room: LimitRoom): MaybeLater<CallPermit> {
    const { book, books, looksAt } = this.options;
    const { asked, bounds, allowed } = bounded;
    const { budgets } = bounds;
    const worst = worstCaseOf(bounded, this.options);
    if (allowed !== null && worst > allowed) {
      const writer = asked.operation === 'embeddings' ? null : asked.context.origin;
      throw requestTooDear(allowed, worst, writer?.outputLimitField ?? null);
    }
    if (looksAt) {
      const looking = looksAt.windowsOf(budgets, asked.atMs).catch(storeAway);
      const inCopy = looking.then((windows) =>
        this.reserve(bounded, worst, room, bookOf(windows, asked.atMs)),
      );
      return orGivenBack(inCopy, room);
    }
    if (books === null) return this.reserve(bounded, worst, room);
    const { shared, loader } = books;
    if (shared && budgets.length > 0)
      return orGivenBack(this.reserveShared(bounded, worst, { ...room, books, shared }), room);
    const unknown = book.unknownOf(budgets, asked.atMs);
    if (unknown.length === 0) return this.reserve(bounded, worst, room);
    const loading = loader.load(unknown, asked.atMs).catch(storeAway);
    const reserving = loading.then(() => this.reserve(bounded, worst, room));
    return orGivenBack(reserving, room);
  }

  private reserve(
    bounded: BoundedCall,
    worst: PicoUsd,
    room: LimitRoom,
    book = this.options.book,
  ): MaybeLater<CallPermit> {
    const { asked, bounds, spender } = bounded;
    const reservation = book.reserve(bounds.budgets, worst, asked.atMs, spender);
    if ('needed' in reservation) this.refuse(reservation);
    return this.letIn(bounded, reservation, room);
  }

  private refuse(full: FullBudget): never {
    this.alarm?.refused(full);
    throw budgetExceeded(full);
  }

  private reserveShared(
    { asked, bounds: { budgets }, allowed, instead, spender }: BoundedCall,
    worst: PicoUsd,
    { books, shared, ...room }: SharedRoom,
  ): Promise<CallPermit> {
    const { entry, rowOf } = shared.ledger.begin(asked, spender, worst);
    const reserving = shared.book.reserve(budgets, {
      amount: worst,
      nowMs: asked.atMs,
      callId: entry.id,
      rowOf,
    });
    const { alarm } = this;
    const { ignoredTags } = spender;
    const call = { ...room, allowed, entry, alarm, ignoredTags, instead };
    return reserving.then(
      (reservation) => {
        if ('needed' in reservation) {
          entry.abandon();
          this.refuse(reservation);
        }
        return new GovernedCall({ ...call, reservation });
      },
      (error: unknown) => {
        const reservation = new UncheckedReservation(budgets, worst, asked.atMs);
        if (!books.unchecked?.mayPass(asked.atMs, error)) {
          // Whether its row was written is not known.
          entry.forget();
          return storeAway(error);
        }
        entry.leaveUnchecked(rowOf, reservation.windows);
        return new GovernedCall({ ...call, reservation, isUnchecked: true });
      },
    );
  }

  /** Behind its row, where there is one: what it may cost must not be forgotten by a crash. */
  private letIn(
    { asked, spender, bounds, allowed, instead }: BoundedCall,
    reservation: BudgetReservation,
    { limits, taken, further }: LimitRoom,
  ): MaybeLater<CallPermit> {
    const { books } = this.options;
    const opened = books && books.ledger.open(asked, spender, reservation.reserved, reservation.windows);
    const entry = opened && opened.entry;
    const { ignoredTags } = spender;
    const { alarm } = this;
    const call = new GovernedCall({
      reservation,
      allowed,
      limits,
      taken,
      further,
      instead,
      entry,
      alarm,
      ignoredTags,
    });
    return opened === null ? call : onceWritten(call, opened, bounds.budgets.length > 0);
  }

  /** On the usual way alone: a call that is refused on the quick one comes here again. */
  private writingRefusals(
    { asked, spender }: BoundedCall,
    { ledger }: Books,
    work: () => MaybeLater<CallPermit | null>,
  ): MaybeLater<CallPermit | null> {
    const write = (thrown: unknown): never => {
      const error = toGatewayError(thrown);
      if (hasRow(error)) ledger.refused(asked, spender, error);
      throw error;
    };
    try {
      const entered = work();
      return entered instanceof Promise ? entered.catch(write) : entered;
    } catch (error) {
      return write(error);
    }
  }
}

/** One that nobody else reserves in. */
function bookOf(windows: readonly SpendWindow[], atMs: number): BudgetBook {
  const book = new BudgetBook();
  for (const window of windows) book.begin(window, atMs, window.spent).reserved = window.reserved;
  return book;
}

/** @param isBudgeted it is not let in without its row. */
function onceWritten(call: GovernedCall, opened: OpenedEntry, isBudgeted: boolean): MaybeLater<CallPermit> {
  const { isSoon, written } = opened;
  // The end of the call waits for its row, and tells where it was lost.
  if (written === null || !(isBudgeted || isSoon)) return call;
  return written.then(() => {
    if (opened.error === null || !isBudgeted) return call;
    call.release();
    return storeAway(opened.error);
  });
}

/** Where a call is refused later. One that is let in gives back itself what it has taken. */
function orGivenBack(entering: Promise<CallPermit>, { taken }: LimitRoom): Promise<CallPermit> {
  return taken === null ? entering : entering.catch((error: unknown) => givenBack(taken, error));
}

function givenBack(taken: TakenLimits, error: unknown): never {
  taken.release();
  throw error;
}

function storeAway(cause: unknown): never {
  const message = 'The gateway cannot write down what this request may cost; try again later.';
  throw new GatewayError('gateway.store_away', message, { cause, retryAfterMs: 1_000 });
}
