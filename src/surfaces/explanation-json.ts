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
export function toExplanationJson({ routeId, targets, budgets, limits, refusal }: CallExplanation) {
  const isAskedOfOne = targets.some((target) => target.refusal === null);
  const refused = refusal ?? (isAskedOfOne ? null : (targets[0]?.refusal ?? null));
  return {
    explain: true,
    route: routeId,
    targets: targets.map(toTargetJson),
    budgets,
    limits,
    allowed: refused === null,
    refused_with: refused && toErrorJson(refused),
  };
}

function toTargetJson({ providerId, model, request, warnings, maxCostUsd, refusal }: ExplainedTarget) {
  return {
    provider: providerId,
    model,
    request: asWritten(request),
    warnings,
    max_cost_usd: maxCostUsd,
    ...(refusal && { refused_with: toErrorJson(refusal) }),
  };
}

function toErrorJson(error: GatewayError) {
  const { code, type, message, isRetryable, param, members } = error;
  return { code, type, message, retryable: isRetryable, ...(param !== undefined && { param }), ...members };
}
