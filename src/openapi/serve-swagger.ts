import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import type { RouterLayer } from '../common/http/allowed-methods.js';
import { createOpenApiDocument } from './create-document.js';
import { DOCUMENT_PATH, DOCUMENTATION_PATH } from './documentation-paths.js';
import type { SurfaceDocument } from './surface-document.js';

/** Of the package that brings the page, as the framework finds it, which would serve the same files by itself. */
const PAGE_FOLDER = dirname(
  require.resolve('swagger-ui-dist/package.json', { paths: [dirname(require.resolve('@nestjs/swagger'))] }),
);

const PAGE_FILE = new RegExp(`^/${DOCUMENTATION_PATH}/+([^/]+)$`, 'i');

/** Swagger UI at `/docs` and the document at `/docs-json`; all files come from the gateway itself. */
export function serveSwagger(app: INestApplication, surfaces: readonly SurfaceDocument[]): void {
  SwaggerModule.setup(DOCUMENTATION_PATH, app, () => createOpenApiDocument(app, surfaces), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSwaggerUiPath: PAGE_FOLDER,
    customSiteTitle: 'Tollgate API',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, tryItOutEnabled: false },
  });
}

/** The files of the page as a place in the router: middleware serves them, and takes a GET alone. */
export function pageFiles(): RouterLayer {
  const names = new Set(readdirSync(PAGE_FOLDER));
  const match = (path: string) => {
    const name = PAGE_FILE.exec(path)?.[1];
    return name !== undefined && names.has(decodeURIComponent(name));
  };
  return { route: { methods: { get: true } }, match };
}
