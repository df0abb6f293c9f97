import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { OPENAI_TAG } from './dto/openai-api.decorators.js';
import { withServedModels } from '../example-models.js';
import { OPENAI_PATH } from './openai-path.js';

/** OpenAI's API in the document: as its decorators tell it, with a model in the examples that is served here. */
export const OPENAI_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () => `Programs written for OpenAI's API change their base URL to \`/${OPENAI_PATH}\`.`,
  tagsOf: () => [OPENAI_TAG],
  describe: withServedModels,
});
