import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../port/provider-definition.js';

/** Stands in the decorators' examples for a model that answers chats, of a provider that is served here. */
export const EXAMPLE_MODEL = '{model}';
/** The same for one that makes embeddings. */
export const EXAMPLE_EMBEDDING_MODEL = '{embedding model}';

/** By what stands in the examples, the models to show: those of a simulator, which needs no key, where one is served. */
function exampleModels(destinations: readonly ProviderDefinition[]): ReadonlyMap<unknown, string> {
  const shown = destinations.find(({ isSimulated }) => isSimulated) ?? destinations[0];
  if (!shown) return new Map();
  const { id, defaultModel, embeddingModel = defaultModel } = shown;
  return new Map([
    [EXAMPLE_MODEL, `${id}/${defaultModel}`],
    [EXAMPLE_EMBEDDING_MODEL, `${id}/${embeddingModel}`],
  ]);
}

/** The document with models in its examples that are served here. */
export function withServedModels(
  document: OpenAPIObject,
  destinations: readonly ProviderDefinition[],
): OpenAPIObject {
  const shown = exampleModels(destinations);
  const toShown = (_key: string, value: unknown) => shown.get(value) ?? value;
  return {
    ...document,
    paths: JSON.parse(JSON.stringify(document.paths), toShown) as OpenAPIObject['paths'],
  };
}
