import { toGatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import type { Attempt } from '../port/llm-provider.js';
import type { CallContext } from './call-context.js';
import type { CallExplainer, CallExplanation, ExplainedTarget } from './call-explanation.js';
import type { CallAtGate } from './call-gate.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import type { CompletionWarning } from './completion-warning.js';
import { preparedOf, prepareTarget, type PreparationView, type PreparedTarget } from './prepare-target.js';
import { sentRequest } from './sent-request.js';

interface ExplainingView {
  readonly view: PreparationView;
  readonly explainer: CallExplainer;
}

/** A target, and how it would be asked where it would be. */
interface Looked {
  readonly told: Omit<ExplainedTarget, 'maxCostUsd'>;
  readonly prepared: PreparedTarget | null;
}

/** What would become of a call, without making it. @throws GatewayError what the explainer throws. */
export async function explainCall(
  call: CompletionCall<ModelRequest>,
  context: CallContext,
  { view, explainer }: ExplainingView,
): Promise<CallExplanation> {
  const { signal, requestId } = context;
  const attempt: Attempt = { signal, requestId, apiKey: null };
  const looked: Looked[] = [];
  // One after the other: an operation tells of the target that it was asked for last.
  for (const target of call.targets) looked.push(await look(target, call, view, attempt));
  const prepared = looked.flatMap((each) => (each.prepared ? [each.prepared] : []));
  const { operation, isStream, nowMs: atMs } = view;
  const asked: CallAtGate = {
    call,
    context,
    operation: operation.name,
    isStream,
    isFirstTry: true,
    atMs,
    prepared: (instead) => (instead ? preparedOf(instead, view) : prepared),
  };
  const { budgets, limits, maxCostsUsd, refusal, instead } = await explainer.explain(asked, prepared);
  if (instead) {
    const explained = await explainCall(instead.call, context, { view, explainer });
    return { ...explained, targets: explained.targets.map((each) => withWarning(each, instead.warning)) };
  }
  const targets = looked.map((each) => ({ ...each.told, maxCostUsd: costOf(each, prepared, maxCostsUsd) }));
  const { placeOf } = call.parameters;
  return { routeId: call.routeId, ...(placeOf && { placeOf }), targets, budgets, limits, refusal };
}

function withWarning(target: ExplainedTarget, warning: CompletionWarning): ExplainedTarget {
  return { ...target, warnings: [...target.warnings, warning] };
}

async function look(
  target: CallTarget,
  call: CompletionCall<ModelRequest>,
  view: PreparationView,
  attempt: Attempt,
): Promise<Looked> {
  const { id: providerId } = target.provider.definition;
  try {
    const prepared = prepareTarget(target, call, view);
    const { operation } = view;
    const request = operation.asksNobody ? null : await sentRequest(operation, prepared, attempt);
    const warnings = operation.warningsBehind?.(prepared.warnings) ?? prepared.warnings;
    const { model } = prepared.request;
    return { told: { providerId, model, request, warnings, refusal: null }, prepared };
  } catch (error) {
    const refusal = toGatewayError(error);
    return {
      told: { providerId, model: target.model, request: null, warnings: [], refusal },
      prepared: null,
    };
  }
}

function costOf(
  { prepared: own }: Looked,
  prepared: readonly PreparedTarget[],
  costsUsd: readonly (string | null)[],
): string | null {
  return (own && costsUsd[prepared.indexOf(own)]) ?? null;
}
