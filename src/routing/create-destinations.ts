import type { Random } from '../common/random.js';
import { disabledProviderComplaints, isDisabled } from '../config/disabled-providers.js';
import type { OperatorConfig } from '../config/operator-config.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { Destination } from './destination.js';
import { destinationsById } from './destinations-by-id.js';
import { ProviderDestination } from './provider-destination.js';
import { createRouteDestination } from './route-destination.js';

/** What the operator says of destinations, and chance for the routes that draw. */
export interface DestinationOptions {
  readonly operator: OperatorConfig;
  /** Ids of providers that are not there for callers. */
  readonly disabled?: readonly string[];
  readonly random: Random;
}

/**
 * Every provider that is not disabled, and then every route of the operator's over them.
 * @throws GatewayError `provider.unknown` where a route names no provider.
 * @throws Error where `disabled` names no provider, or leaves none.
 */
export function createDestinations(
  providers: readonly LlmProvider[],
  { operator: { routes = [] }, disabled = [], random }: DestinationOptions,
): readonly Destination[] {
  const definitions = providers.map(({ definition }) => definition);
  const wrong = disabled.length === 0 ? [] : disabledProviderComplaints(disabled, definitions, routes);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const served = providers.filter(({ definition }) => !isDisabled(definition, disabled));
  const destinations = served.map((provider) => new ProviderDestination(provider));
  const byId = destinationsById(destinations);
  const providerOf = (id: string) => byId.get(id);
  return [...destinations, ...routes.map((route) => createRouteDestination(route, providerOf, random))];
}
