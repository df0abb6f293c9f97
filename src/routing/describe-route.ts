import type { CallTarget } from '../completions/completion-call.js';
import type { OperatorRoute } from '../config/operator-config.js';
import type { ProviderDefinition } from '../port/provider-definition.js';

/** What lists and documents say of a route, in the terms of a provider. */
export function describeRoute(route: OperatorRoute, targets: readonly CallTarget[]): ProviderDefinition {
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
