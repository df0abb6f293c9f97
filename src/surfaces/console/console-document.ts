import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { CONSOLE_TAG } from './session-api.decorators.js';

/** Logging in and out, in the document. */
export const CONSOLE_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () =>
    'People log in at `/console/session`, with a key, or at `/console/oidc`, where there is an issuer.',
  tagsOf: () => [CONSOLE_TAG],
  describe: (document) => document,
});
