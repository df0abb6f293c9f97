import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createOpenApiDocument } from './create-document.js';
import { DOCUMENT_PATH, DOCUMENTATION_PATH } from './documentation-paths.js';
import type { SurfaceDocument } from './surface-document.js';

/** Swagger UI at `/docs` and the document at `/docs-json`; all files come from the gateway itself. */
export function serveSwagger(app: INestApplication, surfaces: readonly SurfaceDocument[]): void {
  SwaggerModule.setup(DOCUMENTATION_PATH, app, () => createOpenApiDocument(app, surfaces), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Tollgate API',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, tryItOutEnabled: false },
  });
}
