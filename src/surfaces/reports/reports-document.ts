import type { SurfaceDocument } from '../../openapi/surface-document.js';
import { REPORTS_TAG } from './report-api.decorators.js';

/** Reports in the document: as their decorators tell it. */
export const REPORTS_DOCUMENT: SurfaceDocument = Object.freeze<SurfaceDocument>({
  introductionOf: () => '`GET /usage` tells what calls came to, `GET /calls/recent` of the last ones.',
  tagsOf: () => [REPORTS_TAG],
  describe: (document) => document,
});
