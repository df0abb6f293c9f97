import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response } from 'express';
import type { RouterLayer } from '../common/http/allowed-methods.js';
import { turnOfLargeWork } from '../common/large-work.js';
import { DOCUMENT_PATH, DOCUMENTATION_PATH } from './documentation-paths.js';
import type { SurfaceDocument } from './surface-document.js';

/** Of the package that brings the page, as the framework finds it, which would serve the same files by itself. */
const PAGE_FOLDER = dirname(
  require.resolve('swagger-ui-dist/package.json', { paths: [dirname(require.resolve('@nestjs/swagger'))] }),
);

/** @returns what Express waits for. */
type PageHandler = (request: unknown, response: unknown) => unknown;
/** What the framework's package would have served by itself, by its path. */
type Pages = ReadonlyMap<string, PageHandler>;

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
 * the start, and what is behind them is loaded and made when the first is asked for, while other work has its turn: it
 * takes time and memory.
 */
export function serveSwagger(
  app: NestExpressApplication,
  loadSurfaces: () => readonly SurfaceDocument[],
): void {
  const pages = onceMade(() => makePages(app, loadSurfaces));
  const adapter = app.getHttpAdapter();
  for (const path of MADE_PATHS) {
    adapter.get(path, (request, response) => pages().then((made) => pageAt(path, made)(request, response)));
  }
  app.useStaticAssets(PAGE_FOLDER, { prefix: `/${DOCUMENTATION_PATH}` });
}

/** Made once; where that fails, the next who asks has it tried again. */
function onceMade<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

function pageAt(path: string, pages: Pages): PageHandler {
  const page = pages.get(path);
  if (!page) throw new Error(`@nestjs/swagger makes no ${path}`);
  return page;
}

async function makePages(
  app: INestApplication,
  loadSurfaces: () => readonly SurfaceDocument[],
): Promise<Pages> {
  const { SwaggerModule } = require('@nestjs/swagger') as typeof import('@nestjs/swagger');
  const { createOpenApiDocument } = require('./create-document.js') as typeof import('./create-document.js');
  await turnOfLargeWork();
  const surfaces = loadSurfaces();
  await turnOfLargeWork();
  const document = await createOpenApiDocument(app, surfaces);
  await turnOfLargeWork();
  const bytes = Buffer.from(JSON.stringify(document));
  // Theirs would write it anew for everybody who asks.
  const sendDocument = (_: unknown, response: Response) => response.type('json').send(bytes);
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
