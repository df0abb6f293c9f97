import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { OPENAI_TAG } from './dto/openai-api.decorators.js';
import { exampleModels } from './example-models.js';
import { OPENAI_PATH } from './openai-path.js';

/** OpenAI's API in the document: as its decorators tell it, with a model in the examples that is served here. */
export const OPENAI_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () => `Programs written for OpenAI's API change their base URL to \`/${OPENAI_PATH}\`.`,
  tagsOf: () => [OPENAI_TAG],
  describe: withServedModels,
});

function withServedModels(
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
