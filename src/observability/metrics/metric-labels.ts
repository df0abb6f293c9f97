import type { CallReport } from '../../completions/completion-outcome.js';
import type { OperationName } from '../../completions/operations.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { DestinationRegistry } from '../../routing/destination.registry.js';
import type { RouteDestination } from '../../routing/route-destination.js';

/** Stands for every name that is not configured: callers choose names, and each would be a series. */
export const OTHER = 'other';

/** The labels of a model at a provider, made once. */
export interface ModelLabels {
  readonly provider: { readonly gen_ai_provider_name: string };
  readonly model: ModelLabel;
  /** Labels of an attempt that was answered. */
  readonly answered: { readonly gen_ai_provider_name: string; readonly outcome: 'answered' };
  /** Those of a chat; `ofCall` has them of what the call asked for. */
  readonly inference: ModelLabel & { readonly gen_ai_operation_name: OperationName };
}

/** The same of a call, with the route that named the model. */
export interface CallLabels {
  readonly provider: ModelLabels['provider'] & RouteLabel;
  readonly model: ModelLabels['model'] & RouteLabel;
  readonly inference: ModelLabels['inference'] & RouteLabel;
  /** The labels of a call that no error ended. */
  readonly answered: CallLabels['inference'] & { readonly error_type: '' };
}

type OfOperations = Readonly<Partial<Record<OperationName, CallLabels>>>;

interface RouteLabel {
  readonly tollgate_route: string;
}

interface ModelLabel {
  readonly gen_ai_provider_name: string;
  readonly gen_ai_request_model: string;
}

interface ProviderLabels {
  readonly byModel: ReadonlyMap<string, ModelLabels>;
  readonly other: ModelLabels;
}

type Destinations = Pick<DestinationRegistry, 'providers' | 'routes'>;
type CallLabelled = Pick<CallReport, 'providerId' | 'targetModel' | 'routeId'> &
  Partial<Pick<CallReport, 'operation'>>;

/** All labels there can be: they come from what was configured at the start, and from nothing that a caller says. */
export class MetricLabels {
  private readonly byProvider: ReadonlyMap<string, ProviderLabels>;
  private readonly routes: ReadonlySet<string>;
  private readonly unknown = labelsOf(OTHER, OTHER);
  private readonly ofStreams = new Map<
    ModelLabels['inference'],
    Partial<Record<OperationName, ModelLabels['inference']>>
  >();
  private readonly ofCalls = new Map<ModelLabels, Map<string, OfOperations>>();

  constructor({ providers, routes }: Destinations) {
    this.byProvider = new Map(
      providers.map(({ provider }) => [provider.definition.id, labelsAt(provider, routes)] as const),
    );
    this.routes = new Set(routes.map(({ definition }) => definition.id));
  }

  get providerIds(): readonly string[] {
    return [...this.byProvider.keys()];
  }

  /** @param model as a caller named it, or as the provider does. */
  of(providerId: string, model: string): ModelLabels {
    const labels = this.byProvider.get(providerId);
    return labels?.byModel.get(model) ?? labels?.other ?? this.unknown;
  }

  /** Of the target that answered the call, was asked last or would have been. */
  ofCall({ providerId, targetModel, routeId, operation = 'chat' }: CallLabelled): CallLabels {
    const named = this.of(providerId, targetModel);
    const route = routeId === null ? '' : this.routeName(routeId) || OTHER;
    return this.ofCalls.get(named)?.get(route)?.[operation] ?? this.remember(named, route, operation);
  }

  /** Of the words of a stream: the same object for the same ones. */
  ofStream(providerId: string, model: string, operation: OperationName): ModelLabels['inference'] {
    const { inference } = this.of(providerId, model);
    if (operation === inference.gen_ai_operation_name) return inference;
    const byOperation = this.ofStreams.get(inference) ?? {};
    const labels = (byOperation[operation] ??= { ...inference, gen_ai_operation_name: operation });
    this.ofStreams.set(inference, byOperation);
    return labels;
  }

  /** As many as were configured, times their routes and operations. */
  private remember(named: ModelLabels, tollgate_route: string, operation: OperationName): CallLabels {
    const { provider, model, inference } = named;
    const ofCall = { ...inference, gen_ai_operation_name: operation, tollgate_route };
    const labels: CallLabels = {
      provider: { ...provider, tollgate_route },
      model: { ...model, tollgate_route },
      inference: ofCall,
      answered: { ...ofCall, error_type: '' },
    };
    const byRoute = this.ofCalls.get(named) ?? new Map<string, OfOperations>();
    this.ofCalls.set(
      named,
      byRoute.set(tollgate_route, { ...byRoute.get(tollgate_route), [operation]: labels }),
    );
    return labels;
  }

  /** '' for what is no route. */
  routeName(id: unknown): string {
    return typeof id === 'string' && this.routes.has(id) ? id : '';
  }

  /** OpenTelemetry's name of a provider; '' for what is none, such as a route. */
  providerName(providerId: unknown): string {
    const labels = typeof providerId === 'string' ? this.byProvider.get(providerId) : undefined;
    return labels?.other.provider.gen_ai_provider_name ?? '';
  }
}

function labelsAt(provider: LlmProvider, routes: readonly RouteDestination[]): ProviderLabels {
  const { id, otelName = id } = provider.definition;
  const names = [...namesOf(provider), ...namesFromRoutes(id, routes)];
  const byModel = new Map(names.map((model) => [model, labelsOf(otelName, model)]));
  return { byModel, other: labelsOf(otelName, OTHER) };
}

/** The default, aliases and what they stand for, models with prices of the operator's, models with an end announced. */
function namesOf({ definition, settings }: LlmProvider): string[] {
  const aliases = [...Object.entries(definition.modelAliases), ...settings.modelAliases].flat();
  const ending = definition.modelLifecycle.flatMap(({ models, replacements }) => [
    ...models,
    ...replacements,
  ]);
  return [settings.defaultModel, ...aliases, ...(settings.prices?.keys() ?? []), ...ending];
}

/** The models that routes ask this provider for. */
function namesFromRoutes(providerId: string, routes: readonly RouteDestination[]): string[] {
  const targets = routes.flatMap((route) => route.targets);
  return targets.filter(({ provider }) => provider.definition.id === providerId).map(({ model }) => model);
}

function labelsOf(providerName: string, model: string): ModelLabels {
  const provider = { gen_ai_provider_name: providerName };
  const named = { ...provider, gen_ai_request_model: model };
  return {
    provider,
    model: named,
    answered: { ...provider, outcome: 'answered' },
    inference: { gen_ai_operation_name: 'chat', ...named },
  };
}
