import type { IncomingMessage } from 'node:http';
import type { GatewayError } from '../common/errors.js';
import { asWritten } from '../common/written-numbers.js';
import type { CallExplanation, ExplainedTarget } from '../completions/call-explanation.js';
import { trueOrFalse } from './true-or-false.js';

/** `true` = say what would become of the call, and do not make it. */
export const EXPLAIN_HEADER = 'x-tollgate-explain';

/** @throws GatewayError `request.invalid` for another word than true and false. */
export function wantsExplanation({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return trueOrFalse(headers, EXPLAIN_HEADER);
}

/** What would become of a call, in the same words on every surface. */
export function toExplanationJson(explanation: CallExplanation) {
  const { routeId, targets, budgets, limits, refusal, placeOf } = explanation;
  const isAskedOfOne = targets.some((target) => target.refusal === null);
  const refused = refusal ?? (isAskedOfOne ? null : (targets[0]?.refusal ?? null));
  return {
    explain: true,
    route: routeId,
    targets: targets.map((target) => toTargetJson(target, placeOf)),
    budgets,
    limits,
    allowed: refused === null,
    refused_with: refused && toErrorJson(refused, placeOf),
  };
}

function toTargetJson(target: ExplainedTarget, placeOf: CallExplanation['placeOf']) {
  const { providerId, model, request, warnings, maxCostUsd, refusal } = target;
  return {
    provider: providerId,
    model,
    request: asWritten(request),
    warnings,
    max_cost_usd: maxCostUsd,
    ...(refusal && { refused_with: toErrorJson(refusal, placeOf) }),
  };
}

function toErrorJson(error: GatewayError, placeOf: CallExplanation['placeOf'] = (parameter) => parameter) {
  const { code, type, message, isRetryable, param, members } = error;
  return {
    code,
    type,
    message,
    retryable: isRetryable,
    ...(param !== undefined && { param: placeOf(param) }),
    ...members,
  };
}
