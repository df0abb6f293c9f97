import { anthropicEntry } from './anthropic/anthropic.entry.js';
import { geminiEntry } from './gemini/gemini.entry.js';
import { openaiEntry } from './openai/openai.entry.js';
import { openrouterEntry } from './openrouter/openrouter.entry.js';
import { toDefinition } from '../config/configure-provider.js';
import type { OperatorConfig } from '../config/operator-config.js';
import { openAiCompatibleEntry } from './openai-compatible-entry.js';
import type { ProviderEntry } from './provider-entry.js';
import { requestyEntry } from './requesty/requesty.entry.js';
import { sandboxEntry } from './sandbox/sandbox.entry.js';

/** Every provider that ships, a line each. Variables, agents, routes, Swagger and the provider list follow from it. */
export const PROVIDER_CATALOG: readonly ProviderEntry[] = Object.freeze([
  openaiEntry,
  geminiEntry,
  requestyEntry,
  openrouterEntry,
  anthropicEntry,
  sandboxEntry,
]);

/** What ships, and then what the operator named besides. */
export function catalogFor({ providers }: OperatorConfig): readonly ProviderEntry[] {
  const shipped = new Set(PROVIDER_CATALOG.map(({ definition }) => definition.id));
  const added = providers.filter(({ id }) => !shipped.has(id)).map(toDefinition);
  return [...PROVIDER_CATALOG, ...added.map((definition) => openAiCompatibleEntry(definition))];
}
