import type { ProviderDefinition, ProviderSettings } from './provider-definition.js';

/** A provider as it is served here: what ships, under what the operator says of it. */
export interface ConfiguredProvider {
  readonly definition: ProviderDefinition;
  readonly settings: ProviderSettings;
}

/** It has all that it needs to be asked: a key, or no need of one. */
export function hasKey({ definition, settings }: ConfiguredProvider): boolean {
  return definition.apiKeyVariable === null || settings.apiKeys.length > 0;
}
