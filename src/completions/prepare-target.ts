import { GatewayError } from '../common/errors.js';
import type { CompletionRequest } from '../port/canonical.js';
import { hasKey } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import type { CompletionWarning, ModelSunset } from './completion-warning.js';
import { resolveModel, type LifecycleView } from './model-resolver.js';
import { applyParameterRules, familyOf } from './parameter-rules.js';

/** A request as one target takes it. */
export interface PreparedTarget {
  readonly target: CallTarget;
  readonly request: CompletionRequest;
  readonly warnings: readonly CompletionWarning[];
  readonly sunset: ModelSunset | null;
}

/**
 * Aliases, lifecycle and parameter rules of the target's own provider and family.
 * @throws GatewayError `provider.key_missing`, `model.not_found` or `request.invalid`.
 */
export function prepareTarget(target: CallTarget, call: CompletionCall, view: LifecycleView): PreparedTarget {
  const { provider } = target;
  requireKey(provider);
  const { providerModel, sunset, ...model } = resolveModel(provider, target.model, view);
  const named = { ...call.request, model: providerModel };
  const family = familyOf(providerModel, provider.definition.modelFamilies);
  const { request, warnings } = applyParameterRules(named, family, call.parameters);
  return { target, request, warnings: [...model.warnings, ...warnings], sunset };
}

/** @throws GatewayError `provider.key_missing` naming the variable. */
export function requireKey(provider: LlmProvider): void {
  if (hasKey(provider)) return;
  const { apiKeyVariable } = provider.definition;
  throw new GatewayError('provider.key_missing', `${apiKeyVariable} missing in environment.`);
}
