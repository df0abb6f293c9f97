import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { ADMIN_TAG } from './admin-api.decorators.js';

/** `/admin` in the document, where there are administrators. */
export const ADMIN_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () =>
    'Where the operator set `ADMIN_API_KEY`, administrators make virtual keys and budgets under `/admin`.',
  tagsOf: () => [ADMIN_TAG],
  describe: (document) => document,
});
