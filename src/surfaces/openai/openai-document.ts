import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { OPENAI_TAG } from './dto/openai-api.decorators.js';
import { OPENAI_PATH } from './openai-path.js';

/** Names of models in the examples of the decorators: of the simulator, which needs no key. */
const EXAMPLE_MODEL = /^sandbox\//;

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
  const [first] = destinations;
  if (!first || destinations.some(({ isSimulated }) => isSimulated)) return document;
  const served = `${first.id}/${first.defaultModel}`;
  const paths = JSON.stringify(document.paths);
  const toServed = (_key: string, value: unknown) =>
    typeof value === 'string' && EXAMPLE_MODEL.test(value) ? served : value;
  return { ...document, paths: JSON.parse(paths, toServed) as OpenAPIObject['paths'] };
}
