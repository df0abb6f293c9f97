import type { ProviderDefinition } from '../../port/provider-definition.js';

/** Stands in the decorators' examples for a model that answers chats, of a provider that is served here. */
export const EXAMPLE_MODEL = '{model}';
/** The same for one that makes embeddings. */
export const EXAMPLE_EMBEDDING_MODEL = '{embedding model}';

/** By what stands in the examples, the models to show: those of a simulator, which needs no key, where one is served. */
export function exampleModels(destinations: readonly ProviderDefinition[]): ReadonlyMap<unknown, string> {
  const shown = destinations.find(({ isSimulated }) => isSimulated) ?? destinations[0];
  if (!shown) return new Map();
  const { id, defaultModel, embeddingModel = defaultModel } = shown;
  return new Map([
    [EXAMPLE_MODEL, `${id}/${defaultModel}`],
    [EXAMPLE_EMBEDDING_MODEL, `${id}/${embeddingModel}`],
  ]);
}
