import { jsonBytesInTurns } from '../common/json-pieces.js';
import { mapInTurns } from '../common/large-work.js';
import { followAliases, lifecycleOf } from '../completions/model-resolver.js';
import { familyOf } from '../completions/parameter-rules.js';
import type { ReportedEnds } from '../completions/reported-ends.js';
import { modelFacts, type ModelFacts } from '../pricing/listed-model.js';
import type { ListedModel, LlmProvider } from '../port/llm-provider.js';
import { describeCapabilities, type DescribedCapabilities } from './described-capabilities.js';
import type { Destination } from '../routing/destination.js';
import type { ModelList } from '../routing/model-lists/model-list.service.js';

/** A model, or an alias of one, with what is known of it; `null` = not known, or none. */
export interface DescribedModel {
  /** As callers name it at its provider. */
  readonly id: string;
  /** The model that the name stands for; `null` = it is no alias. */
  readonly alias_of: string | null;
  /** Tokens. */
  readonly context_window: number | null;
  /** Tokens. */
  readonly max_output_tokens: number | null;
  readonly prices: DescribedPrices | null;
  readonly capabilities: DescribedCapabilities;
  /** Seconds since the Unix epoch. */
  readonly created: number | null;
  /** YYYY-MM-DD. */
  readonly shutdown_date: string | null;
  readonly rerouted_to: string | null;
  /** What to ask for instead, the first first. */
  readonly replacements: readonly string[];
  /** What it does not take as it is, and why. */
  readonly parameters: readonly { readonly parameter: string; readonly reason: string }[];
}

/** Decimal strings in US dollars a million tokens, and who told them. */
export interface DescribedPrices {
  readonly input_usd_per_million: string;
  readonly cached_input_usd_per_million: string | null;
  /** `null` = not known, as of a model that writes nothing. */
  readonly output_usd_per_million: string | null;
  readonly source: 'operator' | 'provider' | 'price_table';
}

/** The models of one provider, aliases first, or the one name of a route. */
export interface DescribedModels {
  /** Id of the provider or route. */
  readonly provider: string;
  /** `bundled` = the provider has no list, or did not answer in time. */
  readonly source: 'provider' | 'bundled';
  readonly default_model: string;
  readonly models: readonly DescribedModel[];
}

/** Ten thousand look-ups take a moment; they are made once for a list, and forgotten with it. */
const descriptions = new WeakMap<ModelList, Promise<DescribedModels>>();

/** The provider's models, and the names that stand for them, with what the gateway knows of each. */
export function describeModels(provider: LlmProvider, list: ModelList): Promise<DescribedModels> {
  const description = descriptions.get(list) ?? describeAll(provider, list);
  descriptions.set(list, description);
  return description;
}

/** What is sent, once for all who are sent the same list. */
const bodies = new WeakMap<DescribedModels, Promise<Buffer>>();

/**
 * A description as it is on the wire. Callers who do not read what they asked for all hold these same bytes: a list of
 * thousands of models has megabytes, and a copy for each of them would be a way to fill the memory.
 */
export function bodyOf(description: DescribedModels): Promise<Buffer> {
  const body = bodies.get(description) ?? jsonBytesInTurns(description);
  bodies.set(description, body);
  return body;
}

async function describeAll(provider: LlmProvider, list: ModelList): Promise<DescribedModels> {
  const { definition, settings } = provider;
  const aliases = [...new Set([...settings.modelAliases.keys(), ...Object.keys(definition.modelAliases)])];
  const known = list.source === 'provider' ? list.models : bundledModels(provider, aliases);
  const byId = new Map(known.map((model) => [model.id, model]));
  const names = new Set([...aliases, ...byId.keys()]);
  const factsOf = modelFacts(provider, list.atMs);
  // a model and its aliases are looked up once
  const described = new Map<string, TargetDto>();
  const models = await mapInTurns([...names], (id) => {
    const target = targetOf(provider, id);
    const listed = byId.get(target) ?? { id: target };
    const dto = described.get(target) ?? {
      ...toFactsDto(factsOf(listed)),
      ...describeTarget(provider, listed, list.reported),
    };
    described.set(target, dto);
    return { id, alias_of: target === id ? null : target, ...dto };
  });
  return { provider: definition.id, source: list.source, default_model: settings.defaultModel, models };
}

/** A route is asked under its own name, and chooses the model itself. */
export function describeRoute({ definition, defaultModel }: Destination): DescribedModels {
  const only = { id: defaultModel, alias_of: null, ...NOTHING_KNOWN };
  return { provider: definition.id, source: 'bundled', default_model: defaultModel, models: [only] };
}

/** What is the same under each of a model's names. */
type TargetDto = Omit<DescribedModel, 'id' | 'alias_of'>;

const NOTHING_KNOWN: TargetDto = Object.freeze({
  context_window: null,
  max_output_tokens: null,
  prices: null,
  capabilities: describeCapabilities(),
  created: null,
  shutdown_date: null,
  rerouted_to: null,
  replacements: [],
  parameters: [],
});

/** Where there is no list: the default, what aliases stand for, and what has an end announced. */
function bundledModels(provider: LlmProvider, aliases: readonly string[]): ListedModel[] {
  const { definition, settings } = provider;
  const named = [settings.defaultModel, ...aliases].map((name) => targetOf(provider, name));
  const ending = definition.modelLifecycle.flatMap((lifecycle) => lifecycle.models);
  return [...new Set([...named, ...ending])].map((id) => ({ id }));
}

function describeTarget({ definition }: LlmProvider, listed: ListedModel, reported: ReportedEnds) {
  const lifecycle = lifecycleOf(listed.id, definition, reported);
  const family = familyOf(listed.id, definition.modelFamilies);
  return {
    capabilities: describeCapabilities(listed.capabilities, family?.capabilities),
    created: listed.createdS ?? null,
    shutdown_date: lifecycle?.shutdownDate ?? null,
    rerouted_to: lifecycle?.reroutedTo ?? null,
    replacements: lifecycle?.replacements ?? [],
    parameters: Object.entries(family?.rules ?? {}).map(([parameter, { reason }]) => ({ parameter, reason })),
  };
}

function toFactsDto({ contextWindow, maxOutputTokens, prices }: ModelFacts) {
  return {
    context_window: contextWindow,
    max_output_tokens: maxOutputTokens,
    prices: prices && {
      input_usd_per_million: prices.inputUsdPerMillion,
      cached_input_usd_per_million: prices.cachedInputUsdPerMillion,
      output_usd_per_million: prices.outputUsdPerMillion,
      source: prices.source,
    },
  };
}

function targetOf({ definition, settings }: LlmProvider, name: string): string {
  return followAliases(name, settings.modelAliases, definition.modelAliases).providerModel;
}
