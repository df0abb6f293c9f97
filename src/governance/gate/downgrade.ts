import { GatewayError } from '../../common/errors.js';
import type { CallPermit, InsteadOfCall } from '../../completions/call-permit.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { ModelRequest } from '../../port/canonical.js';
import { BudgetExhausted } from '../budgets/budget-refusals.js';
import { checkAllowed, type Everybody } from '../identity/check-allowed.js';
import type { BoundedCall } from './worst-case-of-call.js';

type MaybeLater<T> = T | Promise<T>;

/** What a route of the operator's asks. */
export type RoutePlan = Pick<CompletionCall, 'targets' | 'routeId' | 'affinity'>;

/** The operator's routes; `null` = there is none of this id, or none of its targets can be asked. */
export type RouteSource = (routeId: string) => RoutePlan | null;

/** What a call has to find in its place. */
interface DowngradeOptions {
  readonly routes: RouteSource;
  readonly everybody: Everybody;
}

/**
 * Lets a call in, or the route in its place that its full budget names. Once: what has no room for the route refuses.
 * @throws GatewayError why neither is let in; at once, or later.
 */
export function orDowngraded(
  bounded: BoundedCall,
  { everybody, routes }: DowngradeOptions,
  letIn: (call: BoundedCall) => MaybeLater<CallPermit>,
): MaybeLater<CallPermit> {
  const downgrade = (error: unknown): MaybeLater<CallPermit> => {
    const downgraded = error instanceof BudgetExhausted ? downgradedCall(bounded, error, routes) : null;
    if (downgraded === null || !isAllowed(downgraded.asked, everybody)) throw error;
    return letIn(downgraded);
  };
  try {
    const entered = letIn(bounded);
    return entered instanceof Promise ? entered.catch(downgrade) : entered;
  } catch (error) {
    return downgrade(error);
  }
}

/** `null` = nothing can be asked instead, or a first try that comes again. */
function downgradedCall(
  bounded: BoundedCall,
  exhausted: BudgetExhausted,
  routes: RouteSource,
): BoundedCall | null {
  const { call, isFirstTry, operation } = bounded.asked;
  const { downgradeTo } = exhausted;
  // Vectors of another model cannot be compared with those that the caller has.
  if (operation === 'embeddings') return null;
  // What belongs to an account is nowhere else.
  if (isFirstTry || downgradeTo === null || call.routeId === downgradeTo || call.apiKey) return null;
  const plan = routes(downgradeTo);
  if (plan === null) return null;
  const { targets, routeId, affinity } = plan;
  const instead: CompletionCall<ModelRequest> = { ...call, targets, routeId, ...(affinity && { affinity }) };
  const prepared = bounded.asked.prepared(instead);
  if (prepared.length === 0) return null;
  const asked = { ...bounded.asked, call: instead, prepared: () => prepared };
  return { ...bounded, asked, prepared, instead: { call: instead, warning: warningOf(call, downgradeTo) } };
}

/** A budget gives no key more than it has. */
function isAllowed(asked: BoundedCall['asked'], everybody: Everybody): boolean {
  try {
    checkAllowed(asked, everybody);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

function warningOf({ request }: CompletionCall<ModelRequest>, route: string): InsteadOfCall['warning'] {
  const reason = `A budget has no room for this request; the route ${route} answers instead.`;
  return { model: request.model, action: 'changed', reason };
}
