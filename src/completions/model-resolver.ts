import type { LlmProvider } from '../port/llm-provider.js';
import type { ModelLifecycle, ProviderDefinition } from '../port/provider-definition.js';
import type { CompletionWarning, ModelSunset } from './completion-warning.js';
import { deprecation, modelGone, rerouting } from './lifecycle-words.js';
import { NOTHING_REPORTED, type ReportedEnd, type ReportedEnds } from './reported-ends.js';

export { replacementsText } from './lifecycle-words.js';

/** A model as the provider is asked for it. */
export interface ResolvedModel {
  readonly providerModel: string;
  readonly warnings: readonly CompletionWarning[];
  readonly sunset: ModelSunset | null;
}

/** By what a model's life is judged. */
export interface LifecycleView {
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Left out: the bundled data alone. */
  readonly reported?: ReportedEnds;
}

/** `-2024-08-06`, and the older `-0613`. */
const DATE_OF_SNAPSHOT = /-(\d{4}-\d{2}-\d{2}|(0[1-9]|1[0-2])\d{2})$/;

const DAY_MS = 86_400_000;

/**
 * Follows aliases and looks the model up in what its provider announced. An alias that the operator pointed at a
 * model which is gone is believed: the provider may have kept it for this account. One that the provider answers by
 * another is asked for by its name, since the provider takes it.
 * @throws GatewayError `model.not_found` when the provider has switched the model off; names the replacement.
 */
export function resolveModel(
  provider: LlmProvider,
  model: string,
  { nowMs, reported }: LifecycleView,
): ResolvedModel {
  const { definition, settings } = provider;
  const { providerModel, isOperatorsChoice } = followAliases(
    model,
    settings.modelAliases,
    definition.modelAliases,
  );
  const lifecycle = lifecycleOf(providerModel, definition, reported);
  const named = lifecycle && { definition, providerModel, lifecycle };
  if (named?.lifecycle.reroutedTo !== undefined) {
    return { providerModel, warnings: [rerouting(named, nowMs)], sunset: null };
  }
  if (!named?.lifecycle.shutdownDate) return { providerModel, warnings: [], sunset: null };

  const { shutdownDate, readOn } = named.lifecycle;
  const isGone = isOver(shutdownDate, nowMs);
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

/**
 * The announced end of a model or, for a dated snapshot, of the model it is a snapshot of. What the provider's own list
 * said goes before the bundled data: it moves a date, and takes one back.
 */
export function lifecycleOf(
  model: string,
  definition: ProviderDefinition,
  reported: ReportedEnds = NOTHING_REPORTED,
): ModelLifecycle | null {
  const undated = model.replace(DATE_OF_SNAPSHOT, '');
  const named = (name: string) => definition.modelLifecycle.find((entry) => entry.models.includes(name));
  const bundled = named(model) ?? named(undated) ?? null;
  const end = reported.endOf(definition.id, model) ?? reported.endOf(definition.id, undated);
  return end ? withReportedEnd(model, bundled, end) : bundled;
}

/** A model that is answered by another has no end, and one without a date has none to move. */
function withReportedEnd(
  model: string,
  bundled: ModelLifecycle | null,
  { shutdownDate, readOn }: ReportedEnd,
): ModelLifecycle | null {
  if (bundled?.reroutedTo !== undefined || bundled?.shutdownDate === shutdownDate) return bundled;
  if (shutdownDate === null) return null;
  return {
    models: [model],
    shutdownDate,
    replacements: bundled?.replacements ?? [],
    source: "the provider's list of models",
    readOn,
  };
}

/** The day, in UTC, is over. */
export function isOver(day: string, nowMs: number): boolean {
  return nowMs >= Date.parse(day) + DAY_MS;
}
