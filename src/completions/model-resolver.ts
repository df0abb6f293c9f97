import type { LlmProvider } from '../llm-providers/port/llm-provider.js';
import type { ModelLifecycle, ProviderDefinition } from '../llm-providers/port/provider-definition.js';
import type { CompletionWarning, ModelSunset } from './completion-warning.js';
import { deprecation, modelGone, rerouting } from './lifecycle-words.js';

export { replacementsText } from './lifecycle-words.js';

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
 * model which is gone is believed: the provider may have kept it for this account. One that the provider answers by
 * another is asked for by its name, since the provider takes it.
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
  const named = lifecycle && { definition, providerModel, lifecycle };
  if (named?.lifecycle.reroutedTo !== undefined) {
    return { providerModel, warnings: [rerouting(named, nowMs)], sunset: null };
  }
  if (!named?.lifecycle.shutdownDate) return { providerModel, warnings: [], sunset: null };

  const { shutdownDate, readOn } = named.lifecycle;
  const isGone = nowMs >= Date.parse(shutdownDate) + DAY_MS;
  if (isGone && !isOperatorsChoice) throw modelGone(named, model);
  return {
    providerModel,
    warnings: [deprecation(named, isGone)],
    sunset: { announcedBy: readOn, shutdownDate },
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
