import type { PicoUsd } from '../../common/pico-usd.js';
import type { CallAtGate } from '../../completions/call-gate.js';
import type { InsteadOfCall } from '../../completions/call-permit.js';
import type { PreparedTarget } from '../../completions/prepare-target.js';
import { NO_EXTRAS, pricedExtrasOf } from '../bounds/priced-extras.js';
import type { InputBound } from '../bounds/input-bound.js';
import { worstCaseAt, type OutputLimits } from '../bounds/worst-case.js';
import type { ScopedBudget } from '../budgets/budget.js';
import { costUnknown } from '../budgets/budget-refusals.js';
import type { Spender } from '../budgets/spender.js';
import type { Bounds } from '../budgets/spending-rules.js';

/** A call at the gate, and what is known of it. */
export interface BoundedCall {
  readonly asked: CallAtGate;
  readonly spender: Spender;
  readonly bounds: Bounds;
  /** The most that it may cost by its own word; `null` = it does not say. */
  readonly allowed: PicoUsd | null;
  readonly prepared: readonly PreparedTarget[];
  readonly input: InputBound;
  /** It is made in place of another; `null` = it is the one that was asked for. */
  readonly instead: InsteadOfCall | null;
}

interface WorstCaseOptions {
  readonly outputLimits: OutputLimits;
  readonly unknownPrice: 'refuse' | 'allow';
  readonly providerToolCalls: number | null;
}

/**
 * The most that a call may cost: over all targets the dearest; where no money is bounded, nothing.
 * @throws GatewayError `budget.exceeded` where that is not known.
 */
export function worstCaseOf(
  { asked, bounds, allowed, prepared, input }: BoundedCall,
  { outputLimits: limits, unknownPrice, providerToolCalls }: WorstCaseOptions,
): PicoUsd {
  const bound: ScopedBudget | PicoUsd | null = bounds.budgets[0] ?? allowed;
  if (bound === null) return 0n;
  const { operation, atMs } = asked;
  const extras = pricedExtrasOf(asked.context.origin?.body ?? asked.call.request, providerToolCalls);
  const isAllowed = unknownPrice === 'allow';
  let worst = 0n;
  for (const target of prepared) {
    const call = { input, extras, operation, atMs, limits };
    const all = worstCaseAt(target, call);
    const isBeside = all === 'tier' || all === 'tool' || all === 'unpriced';
    const found = isBeside && isAllowed ? worstCaseAt(target, { ...call, extras: NO_EXTRAS }) : all;
    if (typeof found === 'string') {
      if (found === 'price' && isAllowed) continue;
      const field = asked.context.origin?.outputLimitField ?? 'max_tokens';
      throw costUnknown({ why: found, model: target.request.model, field }, bound);
    }
    if (found.cost > worst) worst = found.cost;
  }
  return worst;
}
