import type { HeldVariable } from '../../config/environment.js';
import type { OperatorRoute } from '../../config/operator-config.js';
import { hasKey, type ConfiguredProvider } from '../../port/configured-provider.js';
import type { DestinationRegistry } from '../../routing/destination.registry.js';

/** A setting and who says so. What is secret is told to be set, and never what it is. */
export function describeSetting({ variable, text, source }: HeldVariable): object {
  const { name, description, defaultText, isSecret } = variable;
  return {
    name,
    description,
    value: isSecret ? null : text || defaultText || null,
    default: defaultText || null,
    secret: isSecret,
    source,
  };
}

/** Where a provider is reached, and the names of the variables with its keys. */
export function describeProvider(provider: ConfiguredProvider): object {
  const { definition, settings } = provider;
  const variables = [definition.apiKeyVariable, ...(definition.moreApiKeyVariables ?? [])];
  return {
    id: definition.id,
    display_name: definition.displayName,
    base_url: settings.baseUrl,
    key_variables: variables.filter((name) => name !== null),
    keys: settings.apiKeys.length,
    configured: hasKey(provider),
    default_model: settings.defaultModel,
  };
}

/** A route, with the models that its targets come to where the file names none. */
export function describeRoute(
  { id, strategy, affinity, targets }: OperatorRoute,
  known: DestinationRegistry,
) {
  return {
    id,
    strategy,
    affinity: affinity ?? 'soft',
    targets: targets.map(({ providerId, model, weight }) => ({
      provider: providerId,
      model: model ?? known.get(providerId).defaultModel,
      weight,
    })),
  };
}
