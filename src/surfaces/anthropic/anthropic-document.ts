import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { withServedModels } from '../example-models.js';
import { ANTHROPIC_TAG } from './dto/messages-api.decorators.js';

/** Anthropic's API in the document: as its decorators tell it, with a model in the examples that is served here. */
export const ANTHROPIC_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () =>
    "Programs written for Anthropic's API, Claude Code among them, change their base URL to the gateway's address.",
  tagsOf: () => [ANTHROPIC_TAG],
  describe: withServedModels,
});
