import { anthropicEntry } from './anthropic/anthropic.entry.js';
import { geminiEntry } from './gemini/gemini.entry.js';
import { openaiEntry } from './openai/openai.entry.js';
import { openrouterEntry } from './openrouter/openrouter.entry.js';
import { addedDefinitions } from '../config/configure-provider.js';
import type { OperatorConfig } from '../config/operator-config.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { openAiCompatibleEntry } from './openai-compatible-entry.js';
import type { ProviderEntry } from './provider-entry.js';
import { requestyEntry } from './requesty/requesty.entry.js';
import { sandboxEntry } from './sandbox/sandbox.entry.js';

/** Every provider that ships, a line each. Variables, destinations, routes, Swagger and the provider list follow from it. */
export const PROVIDER_CATALOG: readonly ProviderEntry[] = Object.freeze([
  openaiEntry,
  geminiEntry,
  requestyEntry,
  openrouterEntry,
  anthropicEntry,
  sandboxEntry,
]);

/** What is known of the providers that ship, for whatever reads configuration. */
export const SHIPPED_DEFINITIONS: readonly ProviderDefinition[] = Object.freeze(
  PROVIDER_CATALOG.map(({ definition }) => definition),
);

/** What ships, and then what the operator named besides. */
export function catalogFor(operator: OperatorConfig): readonly ProviderEntry[] {
  const added = addedDefinitions(SHIPPED_DEFINITIONS, operator);
  return [...PROVIDER_CATALOG, ...added.map((definition) => openAiCompatibleEntry(definition))];
}
