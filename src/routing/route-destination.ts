import { GatewayError } from '../common/errors.js';
import type { Random } from '../common/random.js';
import type { TargetChoice } from '../completions/attempt-reason.js';
import type { CallTarget, CompletionCall } from '../completions/completion-call.js';
import type { OperatorRoute } from '../config/operator-config.js';
import type { CallSession } from '../policies/affinity/call-session.js';
import { fingerprintOf, rendezvousOrder, type Fingerprint } from '../policies/affinity/rendezvous.js';
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

interface HashedTarget extends WeightedTarget {
  readonly fingerprint: Fingerprint;
}

/** Several targets of the operator's under one name. The route chooses the model. */
export class RouteDestination implements Destination {
  readonly definition: ProviderDefinition;
  readonly defaultModel: string;
  /** Prepared for the hash of a session. */
  private readonly hashed: readonly HashedTarget[];

  constructor(
    private readonly route: OperatorRoute,
    readonly targets: readonly WeightedTarget[],
    private readonly random: Random,
  ) {
    this.defaultModel = route.id;
    this.definition = describeRoute(route, targets);
    this.hashed = targets.map(hashed);
  }

  /** At least one of its targets could answer. */
  get isConfigured(): boolean {
    return this.targets.some(({ provider }) => hasKey(provider));
  }

  plan(named: string | null, session?: CallSession): CallPlan {
    const { affinity, id } = this.route;
    if (named !== null && named !== id) {
      const message = `The route "${id}" chooses the model itself: leave model out, or ask a provider for it.`;
      throw new GatewayError('request.invalid', message, { param: 'model' });
    }
    const { targets, choice } = this.inOrder(session);
    return {
      model: id,
      routeId: id,
      targets: targets as unknown as CompletionCall['targets'],
      choice,
      ...(affinity && { affinity }),
    };
  }

  private inOrder(session?: CallSession): { targets: readonly CallTarget[]; choice: TargetChoice } {
    const { affinity, id, strategy } = this.route;
    if (strategy === 'ordered') return { targets: this.targets, choice: 'route_first' };
    const fingerprint = affinity === 'off' ? null : (session?.within(id) ?? null);
    if (fingerprint !== null)
      return { targets: rendezvousOrder(this.hashed, fingerprint), choice: 'route_session' };
    const targets = weightedOrder(this.targets, ({ weight }) => weight, this.random);
    return { targets, choice: 'route_weight' };
  }
}

/** By its name, so that a list in another order leaves sessions where they are. */
function hashed(target: WeightedTarget): HashedTarget {
  const { model, provider } = target;
  return { ...target, fingerprint: fingerprintOf(JSON.stringify([provider.definition.id, model])) };
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
