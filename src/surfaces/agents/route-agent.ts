import { GatewayError } from '../../common/errors.js';
import type { Random } from '../../common/random.js';
import type { CallTarget, CompletionCall } from '../../completions/completion-call.js';
import type { CompletionsService } from '../../completions/completions.service.js';
import type { OperatorRoute } from '../../config/operator-config.js';
import { weightedOrder } from '../../policies/fallback/weighted-order.js';
import { LlmAgent, type CallPlan } from './llm-agent.js';
import type { LlmAgentRegistry } from './llm-agent.registry.js';
import { hasKey } from '../../port/configured-provider.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import { ProviderAgent } from './provider-agent.js';

interface WeightedTarget extends CallTarget {
  readonly weight: number;
}

/** The agent of a route: several targets of the operator's under one name. The route chooses the model. */
export class RouteAgent extends LlmAgent {
  readonly definition: ProviderDefinition;
  readonly defaultModel: string;
  readonly targets: readonly CallTarget[];

  constructor(
    private readonly route: OperatorRoute,
    private readonly weighted: readonly WeightedTarget[],
    completions: CompletionsService,
    private readonly random: Random,
  ) {
    super(completions);
    this.targets = weighted;
    this.defaultModel = route.id;
    this.definition = toDefinition(route, weighted);
  }

  /** At least one of its targets could answer. */
  get isConfigured(): boolean {
    return this.targets.some(({ provider }) => hasKey(provider));
  }

  protected plan(named: string | null): CallPlan {
    const { id } = this.route;
    if (named !== null && named !== id) {
      const message = `The route "${id}" chooses the model itself: leave model out, or ask a provider for it.`;
      throw new GatewayError('request.invalid', message, { param: 'model' });
    }
    return { model: id, routeId: id, targets: this.inOrder() as unknown as CompletionCall['targets'] };
  }

  private inOrder(): readonly CallTarget[] {
    if (this.route.strategy === 'ordered') return this.weighted;
    return weightedOrder(this.weighted, ({ weight }) => weight, this.random);
  }
}

/** @throws GatewayError where a target names no provider. */
export function createRouteAgent(
  route: OperatorRoute,
  providers: LlmAgentRegistry,
  completions: CompletionsService,
  random: Random,
): RouteAgent {
  const targets = route.targets.map(({ providerId, model, weight }) => {
    const agent = providers.get(providerId);
    if (!(agent instanceof ProviderAgent)) {
      throw new GatewayError(
        'provider.unknown',
        `The route "${route.id}" names "${providerId}", which is no provider.`,
      );
    }
    return { provider: agent.provider, model: model ?? agent.defaultModel, weight };
  });
  return new RouteAgent(route, targets, completions, random);
}

/** What lists and documents say of a route. */
function toDefinition(route: OperatorRoute, targets: readonly WeightedTarget[]): ProviderDefinition {
  const names = targets.map(({ provider, model }) => `\`${model}\` of ${provider.definition.displayName}`);
  const how = route.strategy === 'ordered' ? 'in this order' : 'in an order that is drawn by weight';
  return Object.freeze({
    id: route.id,
    displayName: route.displayName ?? `Route ${route.id}`,
    baseUrl: null,
    apiKeyVariable: null,
    defaultModel: route.id,
    modelAliases: {},
    modelFamilies: [],
    modelLifecycle: [],
    isSimulated: targets.every(({ provider }) => provider.definition.isSimulated),
    priceProviderId: null,
    modelNote: `A route: it asks, ${how}, ${names.join(', then ')}, until one answers. Leave \`model\` out.`,
  });
}
