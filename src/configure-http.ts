import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { CLOCK, type Clock } from './common/clock.js';
import { requireHost } from './common/http/host-header.js';
import { jsonBody } from './common/http/json-body.middleware.js';
import { requestId } from './common/http/request-id.js';
import { applyServerLimits } from './common/http/server-limits.js';
import type { ServerSettings } from './config/settings.js';
import { DrainService } from './lifecycle/drain.service.js';
import { refusalLog, requestLog } from './observability/logging/request-log.middleware.js';
import { serveSwagger } from './openapi/serve-swagger.js';

/** What every request passes before a route: limits, its id, its log line, the way out, its body. */
export function configureHttp(app: NestExpressApplication, settings: ServerSettings, logger: Logger): void {
  const clock = app.get<Clock>(CLOCK);
  app.disable('x-powered-by');
  app.disable('etag');
  applyServerLimits(
    app.getHttpServer(),
    {
      headersTimeoutMs: settings.CLIENT_HEADERS_TIMEOUT_MS,
      bodyTimeoutMs: settings.CLIENT_BODY_TIMEOUT_MS,
      keepAliveTimeoutMs: settings.KEEP_ALIVE_TIMEOUT_MS,
    },
    refusalLog(logger),
  );
  app.use(
    requestId(),
    requestLog(logger, clock),
    baseHeaders(),
    requireHost(),
    app.get(DrainService).middleware(),
    jsonBody({
      maxBytes: settings.MAX_BODY_BYTES,
      maxDepth: settings.MAX_JSON_DEPTH,
      maxValues: settings.MAX_JSON_VALUES,
    }),
  );
  app.use('/docs', pageHeaders());
  serveSwagger(app);
}

/** Answers are for the one who asked, and are what they say they are. */
function baseHeaders(): RequestHandler {
  return (_request, response, next) => {
    response.set({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    next();
  };
}

/** Helmet's defaults, but for plain HTTP: the gateway speaks no TLS itself, and a proxy in front sets HSTS. */
function pageHeaders() {
  return helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
}
