import { followAliases, lifecycleOf } from '../../completions/model-resolver.js';
import { familyOf } from '../../completions/parameter-rules.js';
import type { ModelDto, ModelListDto } from '../dto/model-list.dto.js';
import type { LlmAgent } from '../llm-agent.js';
import type { ListedModel, LlmProvider } from '../port/llm-provider.js';
import type { ModelList } from './model-list.service.js';

/** The provider's models, and the names that stand for them, with what the gateway knows of each. */
export function describeModels(provider: LlmProvider, { source, models }: ModelList): ModelListDto {
  const { definition, settings } = provider;
  const aliases = [...new Set([...settings.modelAliases.keys(), ...Object.keys(definition.modelAliases)])];
  const known = source === 'provider' ? models : bundledModels(provider, aliases);
  const byId = new Map(known.map((model) => [model.id, model]));
  const names = new Set([...aliases, ...byId.keys()]);
  const entries = [...names].map((id) => describe(provider, id, byId));
  return { provider: definition.id, source, default_model: settings.defaultModel, models: entries };
}

/** A route is asked under its own name, and chooses the model itself. */
export function describeRoute({ definition, defaultModel }: LlmAgent): ModelListDto {
  const only = { id: defaultModel, alias_of: null, shutdown_date: null, replacements: [], parameters: [] };
  return { provider: definition.id, source: 'bundled', default_model: defaultModel, models: [only] };
}

/** Where there is no list: the default, what aliases stand for, and what has an end announced. */
function bundledModels(provider: LlmProvider, aliases: readonly string[]): ListedModel[] {
  const { definition, settings } = provider;
  const named = [settings.defaultModel, ...aliases].map((name) => targetOf(provider, name));
  const ending = definition.modelLifecycle.flatMap((lifecycle) => lifecycle.models);
  return [...new Set([...named, ...ending])].map((id) => ({ id }));
}

function describe(provider: LlmProvider, id: string, known: ReadonlyMap<string, ListedModel>): ModelDto {
  const { definition } = provider;
  const target = targetOf(provider, id);
  const listed = known.get(target);
  const lifecycle = lifecycleOf(target, definition);
  const family = familyOf(target, definition.modelFamilies);
  return {
    id,
    alias_of: target === id ? null : target,
    shutdown_date: listed?.shutdownDate ?? lifecycle?.shutdownDate ?? null,
    replacements: lifecycle?.replacements ?? [],
    parameters: Object.entries(family?.rules ?? {}).map(([parameter, { reason }]) => ({ parameter, reason })),
  };
}

function targetOf({ definition, settings }: LlmProvider, name: string): string {
  return followAliases(name, settings.modelAliases, definition.modelAliases).providerModel;
}
