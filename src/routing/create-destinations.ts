import type { Random } from '../common/random.js';
import type { OperatorConfig } from '../config/operator-config.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { Destination } from './destination.js';
import { destinationsById } from './destinations-by-id.js';
import { ProviderDestination } from './provider-destination.js';
import { createRouteDestination } from './route-destination.js';

/**
 * Every provider, and then every route of the operator's over them.
 * @throws GatewayError `provider.unknown` where a route names no provider.
 */
export function createDestinations(
  providers: readonly LlmProvider[],
  { routes = [] }: OperatorConfig,
  random: Random,
): readonly Destination[] {
  const destinations = providers.map((provider) => new ProviderDestination(provider));
  const byId = destinationsById(destinations);
  const providerOf = (id: string) => byId.get(id);
  return [...destinations, ...routes.map((route) => createRouteDestination(route, providerOf, random))];
}
