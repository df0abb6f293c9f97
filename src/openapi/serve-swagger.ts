import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response } from 'express';
import type { RouterLayer } from '../common/http/allowed-methods.js';
import { lazy } from '../common/lazy.js';
import { DOCUMENT_PATH, DOCUMENTATION_PATH } from './documentation-paths.js';
import type { SurfaceDocument } from './surface-document.js';

/** Of the package that brings the page, as the framework finds it, which would serve the same files by itself. */
const PAGE_FOLDER = dirname(
  require.resolve('swagger-ui-dist/package.json', { paths: [dirname(require.resolve('@nestjs/swagger'))] }),
);

/** @returns what Express waits for. */
type PageHandler = (request: unknown, response: unknown) => unknown;

const PAGE_FILE = new RegExp(`^/${DOCUMENTATION_PATH}/+([^/]+)$`, 'i');

/** What the framework's package makes, beside files that it takes as they are. */
const MADE = [
  '',
  '/index.html',
  '/LICENSE',
  '/swagger-ui-init.js',
  `/${DOCUMENTATION_PATH}/swagger-ui-init.js`,
];
const MADE_PATHS = [...MADE.map((path) => `/${DOCUMENTATION_PATH}${path}`), `/${DOCUMENT_PATH}`];

/**
 * Swagger UI at `/docs` and the document at `/docs-json`; all files come from the gateway itself. The routes stand from
 * the start, and the framework's package behind them is loaded when the first is asked for: it takes time and memory.
 */
export function serveSwagger(
  app: NestExpressApplication,
  loadSurfaces: () => readonly SurfaceDocument[],
): void {
  const pages = lazy(() => makePages(app, loadSurfaces()));
  const adapter = app.getHttpAdapter();
  for (const path of MADE_PATHS) {
    adapter.get(path, (request, response) => pageAt(path, pages())(request, response));
  }
  app.useStaticAssets(PAGE_FOLDER, { prefix: `/${DOCUMENTATION_PATH}` });
}

function pageAt(path: string, pages: ReadonlyMap<string, PageHandler>): PageHandler {
  const page = pages.get(path);
  if (!page) throw new Error(`@nestjs/swagger makes no ${path}`);
  return page;
}

/** The handlers that the framework's package would have served by itself. */
function makePages(
  app: INestApplication,
  surfaces: readonly SurfaceDocument[],
): ReadonlyMap<string, PageHandler> {
  const { SwaggerModule } = require('@nestjs/swagger') as typeof import('@nestjs/swagger');
  const { createOpenApiDocument } = require('./create-document.js') as typeof import('./create-document.js');
  const document = lazy(() => createOpenApiDocument(app, surfaces));
  const bytes = lazy(() => Buffer.from(JSON.stringify(document())));
  // Theirs would write it anew for everybody who asks.
  const sendDocument = (_: unknown, response: Response) => response.type('json').send(bytes());
  const pages = new Map([[`/${DOCUMENT_PATH}`, sendDocument as PageHandler]]);
  const adapter = {
    get: (path: string, handler: PageHandler) => void pages.set(path, handler),
    getType: () => 'express',
    getRequestUrl: ({ originalUrl }: { originalUrl: string }) => originalUrl,
  };
  const recorder = { getHttpAdapter: () => adapter, useStaticAssets: () => {} };
  SwaggerModule.setup(DOCUMENTATION_PATH, recorder as unknown as INestApplication, document, {
    raw: [],
    customSwaggerUiPath: PAGE_FOLDER,
    customSiteTitle: 'Tollgate API',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, tryItOutEnabled: false },
  });
  return pages;
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
