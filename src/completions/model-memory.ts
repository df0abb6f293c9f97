import type { LlmProvider } from '../port/llm-provider.js';
import type { ModelFamily } from '../port/provider-definition.js';
import { resolveModel, type LifecycleView, type ResolvedModel } from './model-resolver.js';
import { familyOf } from './parameter-rules.js';

/** A model as a provider is asked for it, and whose rules it has. */
export interface KnownModel extends ResolvedModel {
  readonly family: ModelFamily | null;
}

interface Remembered {
  readonly model: KnownModel;
  readonly atMs: number;
  /** Of the lists of models, when it was looked up. */
  readonly listsRead: number;
}

/** Dates of models are days: no answer is wrong by a second. */
const FRESH_MS = 1_000;
/** Callers choose names. With more than so many at one provider all of them are forgotten. */
const MAX_MODELS = 500;

/** What is found out of models by their names, for a second: most calls of a moment ask for the same few. */
export class ModelMemory {
  private readonly byProvider = new WeakMap<LlmProvider, Map<string, Remembered>>();

  /** @throws GatewayError `model.not_found`, as `resolveModel` does. */
  of(provider: LlmProvider, model: string, view: LifecycleView): KnownModel {
    const models = this.modelsOf(provider);
    const { nowMs, reported } = view;
    const listsRead = reported?.listsRead ?? 0;
    const known = models.get(model);
    const isFresh = known && nowMs >= known.atMs && nowMs - known.atMs < FRESH_MS;
    if (isFresh && known.listsRead === listsRead) return known.model;
    const resolved = resolveModel(provider, model, view);
    const family = familyOf(resolved.providerModel, provider.definition.modelFamilies);
    if (models.size >= MAX_MODELS) models.clear();
    const found = { ...resolved, family };
    models.set(model, { model: found, atMs: nowMs, listsRead });
    return found;
  }

  private modelsOf(provider: LlmProvider): Map<string, Remembered> {
    const known = this.byProvider.get(provider);
    if (known) return known;
    const models = new Map<string, Remembered>();
    this.byProvider.set(provider, models);
    return models;
  }
}
