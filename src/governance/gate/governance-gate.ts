import { GatewayError, toGatewayError } from '../../common/errors.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { CallPermit } from '../../completions/call-permit.js';
import { inputBoundOf } from '../bounds/input-bound.js';
import type { OutputLimits } from '../bounds/worst-case.js';
import type { BudgetBook } from '../budgets/budget-book.js';
import { budgetExceeded, requestTooDear } from '../budgets/budget-refusals.js';
import type { BudgetReservation } from '../budgets/budget-reservation.js';
import { UncheckedReservation } from '../budgets/unchecked-reservation.js';
import type { Spender } from '../budgets/spender.js';
import type { Bounds, SpendingRules } from '../budgets/spending-rules.js';
import type { BudgetAlarm } from '../alerts/budget-alarm.js';
import type { Books } from '../books.js';
import { checkAllowed } from '../identity/check-allowed.js';
import { limitExceeded } from '../limits/limit-refusal.js';
import { isReached, type LimitStore, type TakenLimits } from '../limits/limit-store.js';
import { limitsFor, wishesOf } from './call-limits.js';
import { orDowngraded, type RouteSource } from './downgrade.js';
import { GovernedCall, type GovernedCallOptions } from './governed-call.js';
import { allowedCost, spenderOf } from './request-facts.js';
import { whenKnown } from './when-known.js';
import { worstCaseOf, type BoundedCall } from './worst-case-of-call.js';

export interface GovernanceGateOptions {
  readonly rules: SpendingRules;
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
  /** Where a call goes that a budget has no room for. */
  readonly routes: RouteSource;
}

type MaybeLater<T> = T | Promise<T>;

/** Codes of refusals that have a row of their own. */
const WRITTEN_DOWN: ReadonlySet<string> = new Set(['budget.exceeded', 'limit.exceeded', 'auth.not_allowed']);

/** Lets a call in once its limits have room for it, and its budgets for the most that it may cost. */
export class GovernanceGate implements CallGate {
  private readonly alarm: Pick<BudgetAlarm, 'settled'> | null;

  constructor(private readonly options: GovernanceGateOptions) {
    this.alarm = options.books?.alarm ?? null;
  }

  enter(asked: CallAtGate): MaybeLater<CallPermit | null> {
    const { books, rules } = this.options;
    const { call, context } = asked;
    const { origin } = context;
    const allowed = allowedCost(origin);
    const isKnown = (origin?.caller ?? null) !== null;
    const isTagged = (origin?.tags ?? null) !== null;
    if (allowed === null && books === null && rules.isEmpty && !isKnown && !isTagged) return null;
    const spender = spenderOf(asked);
    const bounds = this.boundsOf(spender, asked.atMs);
    const isBounded = allowed !== null || bounds.budgets.length + bounds.limits.length > 0;
    const input = inputBoundOf(isBounded ? (origin?.body ?? call.request) : {});
    const prepared = isBounded ? asked.prepared() : [];
    const bounded = { asked, spender, bounds, allowed, input, prepared, instead: null };
    return this.writingRefusals(bounded, () => {
      checkAllowed(asked);
      if (!isBounded && books === null) return null;
      return orDowngraded(bounded, this.options.routes, (letIn) => this.takeLimits(letIn));
    });
  }

  check(asked: CallAtGate): void {
    checkAllowed(asked);
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

  private takeLimits(bounded: BoundedCall): MaybeLater<CallPermit> {
    const limits = limitsFor(bounded);
    if (limits.length === 0) return this.takeBudgets(bounded, limits, null);
    return whenKnown(this.options.limits.take(wishesOf(limits, bounded)), (outcome) => {
      if (isReached(outcome)) throw limitExceeded(limits[outcome.index]!, outcome, bounded.asked.atMs);
      return orGivingBack(outcome, () => this.takeBudgets(bounded, limits, outcome));
    });
  }

  private takeBudgets(
    bounded: BoundedCall,
    limits: BoundedCall['bounds']['limits'],
    taken: TakenLimits | null,
  ): MaybeLater<CallPermit> {
    const { book, books } = this.options;
    const { asked, bounds, allowed } = bounded;
    const worst = worstCaseOf(bounded, this.options);
    if (allowed !== null && worst > allowed) throw requestTooDear(allowed, worst);
    if (books?.shared && bounds.budgets.length > 0) {
      const { entry, rowOf } = books.shared.ledger.begin(asked, bounded.spender, worst);
      const reserving = books.shared.book.reserve(bounds.budgets, {
        amount: worst,
        nowMs: asked.atMs,
        callId: entry.id,
        rowOf,
      });
      const room = { allowed, limits, taken, entry, alarm: this.alarm };
      const { ignoredTags } = bounded.spender;
      const { instead } = bounded;
      return reserving.then(
        (reservation) => {
          if ('needed' in reservation) throw budgetExceeded(reservation);
          return new GovernedCall({ ...room, reservation, ignoredTags, instead });
        },
        (error: unknown) => {
          const reservation = new UncheckedReservation(bounds.budgets, worst, asked.atMs);
          if (!books.unchecked?.mayPass(asked.atMs, error)) {
            // Whether its row was written is not known.
            entry.forget();
            return storeAway(error);
          }
          entry.leaveUnchecked(rowOf, reservation.windows);
          return new GovernedCall({ ...room, reservation, ignoredTags, instead, isUnchecked: true });
        },
      );
    }
    const reserve = () => {
      const reservation = book.reserve(bounds.budgets, worst, asked.atMs, bounded.spender);
      if ('needed' in reservation) throw budgetExceeded(reservation);
      return this.letIn(bounded, reservation, limits, taken);
    };
    const unknown = books ? book.unknownOf(bounds.budgets, asked.atMs) : [];
    if (books === null || unknown.length === 0) return reserve();
    return books.loader.load(unknown, asked.atMs).catch(storeAway).then(reserve);
  }

  /** Behind its row, where there is one: what it may cost must not be forgotten by a crash. */
  private letIn(
    { asked, spender, bounds, allowed, instead }: BoundedCall,
    reservation: BudgetReservation,
    limits: GovernedCallOptions['limits'],
    taken: TakenLimits | null,
  ): MaybeLater<CallPermit> {
    const { books } = this.options;
    const { reserved, windows } = reservation;
    const opened = books && books.ledger.open(asked, spender, reserved, windows);
    const entry = opened && opened.entry;
    const { ignoredTags } = spender;
    const { alarm } = this;
    const call = new GovernedCall({
      reservation,
      allowed,
      limits,
      taken,
      instead,
      entry,
      alarm,
      ignoredTags,
    });
    const written = opened && opened.written;
    if (written === null) return call;
    if (bounds.budgets.length === 0) {
      // The end of the call waits for its row, and tells where it was lost.
      written.catch(() => undefined);
      return call;
    }
    const lost = (error: unknown): never => {
      call.release();
      return storeAway(error);
    };
    return written.then(() => call, lost);
  }

  /** Once: on the quick way a refused call comes here again. */
  private writingRefusals(
    { asked, spender }: BoundedCall,
    work: () => MaybeLater<CallPermit | null>,
  ): MaybeLater<CallPermit | null> {
    const { books } = this.options;
    if (books === null || asked.isFirstTry) return work();
    const write = (thrown: unknown): never => {
      const error = toGatewayError(thrown);
      if (WRITTEN_DOWN.has(error.code)) books.ledger.refused(asked, spender, error);
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

/** What is refused has taken nothing. */
function orGivingBack(taken: TakenLimits, work: () => MaybeLater<CallPermit>): MaybeLater<CallPermit> {
  const giveBack = (error: unknown): never => {
    taken.release();
    throw error;
  };
  try {
    const entered = work();
    return entered instanceof Promise ? entered.catch(giveBack) : entered;
  } catch (error) {
    return giveBack(error);
  }
}

function storeAway(cause: unknown): never {
  const message = 'The gateway cannot write down what this request may cost; try again later.';
  throw new GatewayError('gateway.store_away', message, { cause, retryAfterMs: 1_000 });
}
