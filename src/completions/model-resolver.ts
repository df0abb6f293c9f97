import { GatewayError } from '../common/errors.js';
import type { LlmProvider } from '../llm-providers/port/llm-provider.js';
import type { ModelLifecycle, ProviderDefinition } from '../llm-providers/port/provider-definition.js';
import type { CompletionWarning, ModelSunset } from './completion-outcome.js';

/** A model as the provider is asked for it. */
export interface ResolvedModel {
  readonly providerModel: string;
  readonly warnings: readonly CompletionWarning[];
  readonly sunset: ModelSunset | null;
}

/** `-2024-08-06`, and the older `-0613`. */
const DATE_OF_SNAPSHOT = /-(\d{4}-\d{2}-\d{2}|(0[1-9]|1[0-2])\d{2})$/;

const DAY_MS = 86_400_000;

/**
 * Follows aliases and looks the model up in the provider's lifecycle data. An alias that the operator pointed at a
 * model which is gone is believed: the provider may have kept it for this account.
 * @throws GatewayError `model.not_found` when the provider has switched the model off; names the replacement.
 */
export function resolveModel(provider: LlmProvider, model: string, nowMs: number): ResolvedModel {
  const { definition, settings } = provider;
  const { providerModel, isOperatorsChoice } = followAliases(
    model,
    settings.modelAliases,
    definition.modelAliases,
  );
  const lifecycle = lifecycleOf(providerModel, definition);
  if (!lifecycle?.shutdownDate) return { providerModel, warnings: [], sunset: null };

  const isGone = nowMs >= Date.parse(lifecycle.shutdownDate) + DAY_MS;
  if (isGone && !isOperatorsChoice) throw modelGone(definition, model, providerModel, lifecycle);
  return {
    providerModel,
    warnings: [deprecation(definition, providerModel, lifecycle, isGone)],
    sunset: { announcedBy: lifecycle.readOn, shutdownDate: lifecycle.shutdownDate },
  };
}

/** Operator's aliases before shipped ones; an alias of itself means "send this name as it is". */
export function followAliases(
  model: string,
  operatorAliases: ReadonlyMap<string, string>,
  shippedAliases: Readonly<Record<string, string>>,
): { readonly providerModel: string; readonly isOperatorsChoice: boolean } {
  const seen = new Set<string>();
  let providerModel = model;
  let isOperatorsChoice = false;
  while (!seen.has(providerModel)) {
    seen.add(providerModel);
    const chosen = operatorAliases.get(providerModel);
    const shipped = Object.hasOwn(shippedAliases, providerModel) ? shippedAliases[providerModel] : undefined;
    if (chosen !== undefined) isOperatorsChoice = true;
    providerModel = chosen ?? shipped ?? providerModel;
  }
  return { providerModel, isOperatorsChoice };
}

/** The announced end of a model or, for a dated snapshot, of the model it is a snapshot of. */
export function lifecycleOf(model: string, definition: ProviderDefinition): ModelLifecycle | null {
  const undated = model.replace(DATE_OF_SNAPSHOT, '');
  const named = (name: string) => definition.modelLifecycle.find((entry) => entry.models.includes(name));
  return named(model) ?? named(undated) ?? null;
}

/** "gpt-6-luna", or "gpt-6.1-sol or gpt-5.6-sol". */
export function replacementsText(lifecycle: ModelLifecycle): string {
  return lifecycle.replacements.join(' or ');
}

function modelGone(
  definition: ProviderDefinition,
  model: string,
  providerModel: string,
  lifecycle: ModelLifecycle,
): GatewayError {
  const name = model === providerModel ? `"${model}"` : `"${model}" (an alias of "${providerModel}")`;
  return new GatewayError(
    'model.not_found',
    `${definition.displayName} API error: the model ${name} was switched off on ${lifecycle.shutdownDate}. ` +
      `Ask for ${replacementsText(lifecycle)} instead.`,
    { param: 'model' },
  );
}

function deprecation(
  definition: ProviderDefinition,
  model: string,
  lifecycle: ModelLifecycle,
  isGone: boolean,
): CompletionWarning {
  const verb = isGone ? 'announced the end of' : 'switches off';
  return {
    model,
    action: 'deprecated',
    reason: `${definition.displayName} ${verb} ${model} on ${lifecycle.shutdownDate}; ask for ${replacementsText(lifecycle)} instead.`,
  };
}
