import { GatewayError } from '../../common/errors.js';
import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate, CallGate } from '../../completions/call-gate.js';
import type { CallPermit } from '../../completions/call-permit.js';
import type { CallOrigin } from '../../completions/call-origin.js';
import type { AttemptReport, CallReport } from '../../completions/completion-outcome.js';
import { inputBoundOf } from '../bounds/input-bound.js';
import { worstCaseAt, type OutputLimits } from '../bounds/worst-case.js';
import { BudgetBook, BudgetReservation } from '../budgets/budget-book.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { budgetExceeded, costUnknown, requestTooDear } from '../budgets/budget-refusals.js';
import type { Spender } from '../budgets/spender.js';
import type { SpendingRules } from '../budgets/spending-rules.js';
import { parseTags } from './tags.js';

const MAX_COST_HEADER = 'x-max-cost-usd';

export interface GovernanceGateOptions {
  readonly rules: SpendingRules;
  readonly book: BudgetBook;
  readonly outputLimits: OutputLimits;
  readonly unknownPrice: 'refuse' | 'allow';
}

/** Lets a call in once its budgets have room for the most that it may cost. */
export class GovernanceGate implements CallGate {
  constructor(private readonly options: GovernanceGateOptions) {}

  enter(asked: CallAtGate): CallPermit | null {
    const { origin } = asked.context;
    const { rules, book } = this.options;
    const allowed = allowedCost(origin);
    if (allowed === null && rules.isEmpty) return null;
    const budgets = rules.budgetsOf(spenderOf(asked));
    const [tightest] = budgets;
    if (allowed === null && tightest === undefined) return null;
    const worst = this.worstCase(asked, tightest ?? allowed!);
    if (allowed !== null && worst > allowed) throw requestTooDear(allowed, worst);
    const reservation = book.reserve(budgets, worst, asked.atMs);
    if (reservation instanceof BudgetReservation) return new BudgetPermit(reservation, allowed);
    throw budgetExceeded(reservation);
  }

  /** Over all targets the dearest. */
  private worstCase(asked: CallAtGate, bound: ScopedBudget | PicoUsd): PicoUsd {
    const { call, context, operation, atMs } = asked;
    const { outputLimits: limits, unknownPrice } = this.options;
    const prepared = asked.prepared();
    const isFree = prepared.every(({ target }) => target.provider.definition.isSimulated);
    if (isFree) return 0n;
    const input = inputBoundOf(context.origin?.body ?? call.request);
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

/** @throws GatewayError `request.invalid` */
function allowedCost(origin: CallOrigin | undefined): PicoUsd | null {
  const text = origin?.maxCostUsd ?? null;
  if (text === null) return null;
  const allowed = toPicoUsd(text.trim());
  if (allowed !== null) return allowed;
  const message = `${MAX_COST_HEADER} has to be a decimal number of US dollars, such as 0.05.`;
  throw new GatewayError('request.invalid', message, { param: MAX_COST_HEADER, fault: 'wrong_value' });
}

function spenderOf({ context: { callerId = null, origin } }: CallAtGate): Spender {
  return {
    key: callerId,
    user: null,
    team: null,
    client: origin?.client ?? null,
    tags: origin?.tags ? parseTags(origin.tags) : {},
    metadata: {},
  };
}

/** The room that a call has in its budgets. */
class BudgetPermit implements CallPermit {
  private charged = 0n;
  private readonly worst: PicoUsd;

  constructor(
    private readonly reservation: BudgetReservation,
    private readonly allowed: PicoUsd | null,
  ) {
    this.worst = reservation.reserved;
  }

  again(ended: readonly AttemptReport[]): null {
    const spent = ended.reduce((sum, { cost }) => sum + ((cost.usd && toPicoUsd(cost.usd)) || 0n), 0n);
    const needed = spent + this.worst;
    if (this.allowed !== null && needed > this.allowed) throw requestTooDear(this.allowed, needed);
    const full = this.reservation.extend(spent - this.charged);
    if (full) throw budgetExceeded(full);
    this.charged = spent;
    return null;
  }

  settle({ cost: { usd } }: CallReport): null {
    // What nobody can tell costs what was reserved for it.
    const cost = usd === null ? null : toPicoUsd(usd);
    this.reservation.settle(cost ?? this.reservation.reserved);
    return null;
  }

  release(): void {
    this.reservation.settle(0n);
  }
}
