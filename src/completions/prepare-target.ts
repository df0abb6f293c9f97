import { GatewayError } from '../common/errors.js';
import type { ModelRequest } from '../port/canonical.js';
import { hasKey } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import { withoutAdditions, type AdaptedRequest } from './additions.js';
import type { ModelSunset } from './completion-warning.js';
import { resolveModel, type LifecycleView } from './model-resolver.js';
import { requireMethod, type Operation } from './operations.js';
import { applyParameterRules, familyOf } from './parameter-rules.js';
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
  const { providerModel, sunset, ...model } = resolveModel(provider, target.model, view);
  const named = { ...call.request, model: providerModel };
  const { modelFamilies, translation } = provider.definition;
  const family = familyOf(providerModel, modelFamilies);
  const own = (view.isStream && provider.streamDefaults) || {};
  const adapted = applyParameterRules(named, family, call.parameters, { own, translation });
  const refused = view.refused.of(provider.definition.id, providerModel);
  const { request, warnings, additions } = withoutAdditions(adapted, refused);
  return { target, request, warnings: [...model.warnings, ...warnings], additions, sunset };
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
