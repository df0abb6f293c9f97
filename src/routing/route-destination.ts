import { GatewayError } from '../common/errors.js';
import type { Random } from '../common/random.js';
import type { CallTarget, CompletionCall } from '../completions/completion-call.js';
import type { OperatorRoute } from '../config/operator-config.js';
import { weightedOrder } from '../policies/fallback/weighted-order.js';
import { hasKey } from '../port/configured-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import type { CallPlan, Destination } from './destination.js';
import { describeRoute } from './describe-route.js';
import type { ProviderDestination } from './provider-destination.js';

/** A target of a route, and its share of the draws. */
export interface WeightedTarget extends CallTarget {
  readonly weight: number;
}

/** Several targets of the operator's under one name. The route chooses the model. */
export class RouteDestination implements Destination {
  readonly definition: ProviderDefinition;
  readonly defaultModel: string;

  constructor(
    private readonly route: OperatorRoute,
    readonly targets: readonly WeightedTarget[],
    private readonly random: Random,
  ) {
    this.defaultModel = route.id;
    this.definition = describeRoute(route, targets);
  }

  /** At least one of its targets could answer. */
  get isConfigured(): boolean {
    return this.targets.some(({ provider }) => hasKey(provider));
  }

  plan(named: string | null): CallPlan {
    const { id } = this.route;
    if (named !== null && named !== id) {
      const message = `The route "${id}" chooses the model itself: leave model out, or ask a provider for it.`;
      throw new GatewayError('request.invalid', message, { param: 'model' });
    }
    return { model: id, routeId: id, targets: this.inOrder() as unknown as CompletionCall['targets'] };
  }

  private inOrder(): readonly CallTarget[] {
    if (this.route.strategy === 'ordered') return this.targets;
    return weightedOrder(this.targets, ({ weight }) => weight, this.random);
  }
}

/**
 * @param providerOf the provider of an id, older spellings included; `undefined` = there is none.
 * @throws GatewayError `provider.unknown` where a target names no provider.
 */
export function createRouteDestination(
  route: OperatorRoute,
  providerOf: (id: string) => ProviderDestination | undefined,
  random: Random,
): RouteDestination {
  const targets = route.targets.map(({ providerId, model, weight }) => {
    const destination = providerOf(providerId);
    if (!destination) {
      const message = `The route "${route.id}" names "${providerId}", which is no provider.`;
      throw new GatewayError('provider.unknown', message);
    }
    return { provider: destination.provider, model: model ?? destination.defaultModel, weight };
  });
  return new RouteDestination(route, targets, random);
}
