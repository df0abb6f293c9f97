import { GatewayError } from '../../common/errors.js';
import { formatPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import type { UnknownBound } from '../bounds/worst-case.js';
import { scopeText, type BudgetPeriod, type Scope, type ScopedBudget } from './budget.js';
import type { FullBudget } from './spend-window.js';
import { resetsAt } from './budget-window.js';

const PERIODS: Readonly<Record<BudgetPeriod, string>> = {
  hour: 'hourly budget',
  day: 'daily budget',
  week: 'weekly budget',
  month: 'monthly budget',
  total: 'budget',
};

/** 402, of a budget that says what is asked instead. */
export class BudgetExhausted extends GatewayError {
  /** @param downgradeTo id of the route that answers instead; `null` = none does. */
  constructor(
    message: string,
    budget: Readonly<Record<string, string | null>>,
    readonly downgradeTo: string | null,
  ) {
    super('budget.exceeded', message, { members: { budget } });
  }
}

/** 402: there is no room for what the request may cost. */
export function budgetExceeded(full: FullBudget): BudgetExhausted {
  const { onExhaust } = full.budget;
  const told = toldOf(full);
  const message = `${subjectOf(full)} has no room for this request, which may cost up to ${told.needed_usd}: ${stateOf(told)}`;
  return new BudgetExhausted(message, told, onExhaust === 'refuse' ? null : onExhaust.downgradeTo);
}

/** As the end of a stream: it came to more than was reserved for it, and there is no room for more. */
export function answerCutByBudget(full: FullBudget): GatewayError {
  const told = toldOf(full);
  const message = `This answer was cut off: it costs more than was reserved for it, and ${subjectOf(full, 'the')} has no room for ${told.needed_usd} more: ${stateOf(told)}`;
  return refusal(message, told);
}

function toldOf({ budget, window, needed }: FullBudget) {
  const { scope, per, limit } = budget;
  return {
    scope: scopeText(scope),
    budget_usd: formatPicoUsd(limit),
    per,
    spent_usd: formatPicoUsd(window.spent),
    reserved_usd: formatPicoUsd(window.reserved),
    needed_usd: formatPicoUsd(needed),
    resets_at: resetsAt(window),
  };
}

function subjectOf({ budget: { per, scope, limit } }: FullBudget, article = 'The'): string {
  return `${article} ${PERIODS[per]} of ${inWords(scope)}, ${formatPicoUsd(limit)} US dollars,`;
}

function stateOf({ spent_usd, reserved_usd, resets_at }: ReturnType<typeof toldOf>): string {
  const until = resets_at === null ? 'It does not reset.' : `It resets at ${resets_at}.`;
  return `${spent_usd} are spent and ${reserved_usd} reserved. ${until}`;
}

/**
 * 402: the request may cost more than its caller allows for it.
 * @param field by which the caller bounds the answer; `null` = there is none, or it is not at hand.
 */
export function requestTooDear(allowed: PicoUsd, needed: PicoUsd, field: string | null): GatewayError {
  const [allowedUsd, neededUsd] = [allowed, needed].map(formatPicoUsd);
  const fewer = field === null ? 'fewer tokens' : `fewer tokens (${field})`;
  const message = `This request may cost up to ${neededUsd} US dollars, and x-max-cost-usd allows ${allowedUsd}. Ask for ${fewer}, or allow more.`;
  return refusal(message, ofRequest(allowedUsd!, neededUsd!));
}

/** As the end of a stream that came to more than its caller allows for it. */
export function answerCutByAllowance(allowed: PicoUsd, cost: PicoUsd): GatewayError {
  const [allowedUsd, costUsd] = [allowed, cost].map(formatPicoUsd);
  const message = `This answer was cut off: it costs ${costUsd} US dollars by now, and x-max-cost-usd allows ${allowedUsd}.`;
  return refusal(message, ofRequest(allowedUsd!, costUsd!));
}

/** Who has no budget may well have bounded the request himself. */
const OWN_BOUND = 'the bound of x-max-cost-usd';

type WayOut = (model: string, bound: string, field: string) => string;

const WAYS_OUT: Readonly<Record<UnknownBound, WayOut>> = {
  tier: (model, bound) =>
    `What ${model} costs in this service tier or region is not known, and this request is under ${bound}. Ask for the usual one, or the operator may set its price (priority_factor), or unknown_price: allow.`,
  tool: (model, bound) =>
    `What tools of the provider's own cost, such as its searches, is not known of ${model}, or has no bound, and this request is under ${bound}. Bound them (max_uses, max_tool_calls) or leave them out, or the operator may set provider_tool_calls, or unknown_price: allow.`,
  unpriced: (model, bound) =>
    `${model} is to use something that its provider bills apart, and that has no price here, or is counted in no answer (file_search, code interpreters, hosted shells, advisors, images, grounding, web_search_options, plugins), and this request is under ${bound}. Leave it out, or the operator may set unknown_price: allow, which charges its tokens alone.`,
  price: (model, bound) =>
    `The price of ${model} is not known, and this request is under ${bound}. The operator may set its price (prices in tollgate.yaml), or unknown_price: allow.`,
  output: (model, bound, field) =>
    `How much ${model} may write is not known, and this request is under ${bound}. Set ${field}.`,
  input: (model, bound) =>
    `How much ${model} has to read is not known, since it is pointed at files or at earlier turns, and this request is under ${bound}. Send the content itself.`,
};

/** A request that nobody knows the cost of. */
export interface UnknownCost {
  readonly why: UnknownBound;
  readonly model: string;
  /** By which its caller bounds the answer. */
  readonly field: string;
}

/** 402: what the request may cost is not known. */
export function costUnknown(
  { why, model, field }: UnknownCost,
  budget: ScopedBudget | PicoUsd,
): GatewayError {
  if (typeof budget === 'bigint')
    return refusal(WAYS_OUT[why](model, OWN_BOUND, field), ofRequest(formatPicoUsd(budget), null));
  const message = WAYS_OUT[why](model, 'a budget', field);
  const { scope, per, limit } = budget;
  const unknown = { spent_usd: null, reserved_usd: null, needed_usd: null, resets_at: null };
  return refusal(message, { scope: scopeText(scope), budget_usd: formatPicoUsd(limit), per, ...unknown });
}

function ofRequest(budgetUsd: string, neededUsd: string | null) {
  return {
    scope: 'request',
    budget_usd: budgetUsd,
    per: 'request',
    spent_usd: '0',
    reserved_usd: '0',
    needed_usd: neededUsd,
    resets_at: null,
  };
}

function refusal(message: string, budget: Readonly<Record<string, string | null>>): GatewayError {
  return new GatewayError('budget.exceeded', message, { members: { budget } });
}

function inWords({ kind, id }: Scope): string {
  switch (kind) {
    case 'everything':
      return 'this gateway';
    case 'key':
      return 'this key';
    case 'selector':
      return `the selector ${id}`;
    case 'team':
    case 'user':
      return `the ${kind} ${id}`;
  }
}
