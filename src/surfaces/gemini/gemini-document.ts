import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { withServedModels } from '../example-models.js';
import { GEMINI_TAG } from './dto/gemini-api.decorators.js';

/** Gemini's API in the document: as its decorators tell it, with a model in the examples that is served here. */
export const GEMINI_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () =>
    "Programs written for Gemini's API, Gemini CLI among them, change their base URL to the gateway's address.",
  tagsOf: () => [GEMINI_TAG],
  describe: withServedModels,
});
