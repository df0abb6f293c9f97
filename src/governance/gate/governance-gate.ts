import type { PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { CallPermit } from '../../completions/call-permit.js';
import { modelMatcher } from '../../config/config-file/model-matcher.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import { inputBoundOf, type InputBound } from '../bounds/input-bound.js';
import { worstCaseAt, type OutputLimits } from '../bounds/worst-case.js';
import { BudgetReservation, type BudgetBook } from '../budgets/budget-book.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { budgetExceeded, costUnknown, requestTooDear } from '../budgets/budget-refusals.js';
import type { Bounds, SpendingRules } from '../budgets/spending-rules.js';
import { windowMsOf, limitKey, type ScopedLimit } from '../limits/limit.js';
import { limitExceeded } from '../limits/limit-refusal.js';
import { isReached, type LimitStore, type LimitWish, type TakenLimits } from '../limits/limit-store.js';
import { estimatedTokens } from './estimated-tokens.js';
import { GovernedCall } from './governed-call.js';
import { allowedCost, spenderOf } from './request-facts.js';
import { whenKnown } from './when-known.js';

export interface GovernanceGateOptions {
  readonly rules: SpendingRules;
  readonly book: BudgetBook;
  readonly limits: LimitStore;
  readonly outputLimits: OutputLimits;
  readonly unknownPrice: 'refuse' | 'allow';
}

/** A call at the gate, and what is known of it. */
interface BoundedCall {
  readonly asked: CallAtGate;
  readonly bounds: Bounds;
  /** By the request itself; `null` = it does not say. */
  readonly allowed: PicoUsd | null;
  readonly prepared: readonly PreparedTarget[];
  readonly input: InputBound;
}

/** Lets a call in once its limits have room for it, and its budgets for the most that it may cost. */
export class GovernanceGate implements CallGate {
  constructor(private readonly options: GovernanceGateOptions) {}

  enter(asked: CallAtGate): CallPermit | null | Promise<CallPermit | null> {
    const { call, context } = asked;
    const allowed = allowedCost(context.origin);
    if (allowed === null && this.options.rules.isEmpty) return null;
    const bounds = this.options.rules.of(spenderOf(asked));
    if (allowed === null && bounds.budgets.length + bounds.limits.length === 0) return null;
    const input = inputBoundOf(context.origin?.body ?? call.request);
    const bounded = { asked, bounds, allowed, input, prepared: asked.prepared() };
    const limits = limitsFor(bounded);
    if (limits.length === 0) return this.reserve(bounded, limits, null);
    const taken = this.options.limits.take(wishesOf(limits, bounded));
    return whenKnown(taken, (outcome) => {
      if (isReached(outcome)) throw limitExceeded(limits[outcome.index]!, outcome, asked.atMs);
      return this.reserve(bounded, limits, outcome);
    });
  }

  /** What is refused here has taken nothing. */
  private reserve(
    bounded: BoundedCall,
    limits: readonly ScopedLimit[],
    taken: TakenLimits | null,
  ): CallPermit {
    const { asked, bounds, allowed } = bounded;
    try {
      const worst = this.worstCase(bounded);
      if (allowed !== null && worst > allowed) throw requestTooDear(allowed, worst);
      const reservation = this.options.book.reserve(bounds.budgets, worst, asked.atMs);
      if (!(reservation instanceof BudgetReservation)) throw budgetExceeded(reservation);
      return new GovernedCall({ reservation, allowed, limits, taken });
    } catch (error) {
      taken?.release();
      throw error;
    }
  }

  /** Over all targets the dearest; where no money is bounded, nothing. */
  private worstCase({ asked, bounds, allowed, prepared, input }: BoundedCall): PicoUsd {
    const bound: ScopedBudget | PicoUsd | null = bounds.budgets[0] ?? allowed;
    if (bound === null) return 0n;
    const { operation, atMs } = asked;
    const { outputLimits: limits, unknownPrice } = this.options;
    let worst = 0n;
    for (const target of prepared) {
      const found = worstCaseAt(target, { input, operation, atMs, limits });
      if (typeof found === 'string') {
        if (found === 'price' && unknownPrice === 'allow') continue;
        throw costUnknown(found, target.request.model, bound);
      }
      if (found.cost > worst) worst = found.cost;
    }
    return worst;
  }
}

/** Those that are about all models, or about one that may be asked. */
function limitsFor({ bounds, prepared }: BoundedCall): readonly ScopedLimit[] {
  const names = prepared.map(({ target, request }) => `${target.provider.definition.id}/${request.model}`);
  return bounds.limits.filter(({ model }) => {
    if (model === null) return true;
    const matcher = modelMatcher([model]);
    return names.some((name) => matcher.test(name));
  });
}

/** No call wants more than all: it would never be let in. */
function wishesOf(limits: readonly ScopedLimit[], { input, prepared }: BoundedCall): readonly LimitWish[] {
  const tokens = estimatedTokens(input, prepared);
  return limits.map((limit) => ({
    key: limitKey(limit),
    limit: limit.limit,
    amount: limit.kind === 'tokens' ? Math.max(1, Math.min(tokens, limit.limit)) : 1,
    windowMs: windowMsOf(limit),
  }));
}
