import { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import { hasKey } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import { withoutAdditions, type AdaptedRequest } from './additions.js';
import type { ModelSunset } from './completion-warning.js';
import type { ModelMemory } from './model-memory.js';
import type { LifecycleView } from './model-resolver.js';
import { requireMethod, type Operation } from './operations.js';
import { applyParameterRules } from './parameter-rules.js';
import type { RefusedAdditions } from './refused-additions.js';

/** A request as one target takes it. */
export interface PreparedTarget extends AdaptedRequest<ModelRequest> {
  readonly target: CallTarget;
  readonly sunset: ModelSunset | null;
}

/** By what a request is prepared, besides its call. */
export interface PreparationView extends LifecycleView {
  readonly operation: Operation<unknown>;
  readonly isStream: boolean;
  readonly refused: RefusedAdditions;
  readonly models: ModelMemory;
}

/**
 * Aliases, lifecycle and parameter rules of the target's own provider and family, and what it is known to refuse of what
 * the gateway adds.
 * @throws GatewayError `provider.key_missing`, `model.not_found`, or `request.invalid`, be it that the provider does not
 * offer the operation.
 */
export function prepareTarget(
  target: CallTarget,
  call: CompletionCall<ModelRequest>,
  view: PreparationView,
): PreparedTarget {
  const { provider } = target;
  requireMethod(view.operation, provider);
  requireKey(provider);
  const model = view.models.of(provider, target.model, view);
  const { providerModel, sunset } = model;
  const named = { ...call.request, model: providerModel };
  const { id, translation } = provider.definition;
  const own = view.isStream ? provider.streamDefaults : undefined;
  const adapted = applyParameterRules(named, model.family, call.parameters, { own, translation });
  const {
    request,
    warnings: ofRequest,
    additions,
  } = withoutAdditions(adapted, view.refused.of(id, providerModel));
  const warnings = ofRequest.length === 0 ? model.warnings : [...model.warnings, ...ofRequest];
  return { target, request, warnings, additions, sunset };
}

/** Of all targets of a call; those that cannot be asked as it wants are left out. */
export function preparedOf(
  call: CompletionCall<ModelRequest>,
  view: PreparationView,
): readonly PreparedTarget[] {
  return call.targets.flatMap((target) => {
    try {
      return [prepareTarget(target, call, view)];
    } catch {
      return []; // it is never asked; why, is told when its turn comes
    }
  });
}

/** @throws GatewayError `provider.key_missing` naming the variable. */
export function requireKey(provider: LlmProvider): void {
  if (hasKey(provider)) return;
  const { apiKeyVariable } = provider.definition;
  throw new GatewayError('provider.key_missing', `${apiKeyVariable} missing in environment.`);
}
