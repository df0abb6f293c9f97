import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { Callers } from './access/callers.js';
import { isLogin, keyBeforeBody } from './access/key-before-body.middleware.js';
import { CLOCK, type Clock } from './common/clock.js';
import type { ErrorRenderer } from './common/http/error-renderer.js';
import { requireAllowedMethod, type RouterLayer } from './common/http/allowed-methods.js';
import { requireHost } from './common/http/host-header.js';
import { jsonBody } from './common/http/json-body.middleware.js';
import { noteArrival } from './common/http/request-age.js';
import { requestId } from './common/http/request-id.js';
import type { JsonShapeLimits } from './common/http/json-shape.js';
import { ConnectionSteps } from './common/http/connection-steps.js';
import { applyServerLimits } from './common/http/server-limits.js';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings, type ServerSettings } from './config/settings.js';
import { isCancellation } from './surfaces/openai/responses/cancellation-path.js';
import { QuickEntrance } from './door/quick-entrance.js';
import { RequestDoor } from './door/request-door.js';
import { DrainService } from './lifecycle/drain.service.js';
import { isHealthCheck } from './observability/health/health-path.js';
import { callerFields } from './observability/logging/caller-fields.middleware.js';
import { LaterWork } from './observability/later-work.js';
import { refusalLog, requestLog } from './observability/logging/request-log.middleware.js';
import { MetricsService } from './observability/metrics/metrics.service.js';
import { requestTraces } from './observability/traces/request-traces.middleware.js';
import type { Traces } from './observability/traces/traces.js';
import { TRACES } from './observability/traces/traces.provider.js';
import { requestMetrics } from './observability/metrics/request-metrics.middleware.js';
import { DOCUMENTATION_PATH } from './openapi/documentation-paths.js';
import { pageFiles, serveSwagger } from './openapi/serve-swagger.js';
import type { SurfaceDocument } from './openapi/surface-document.js';
import { callerTimeoutMs } from './common/http/caller-deadline.js';
import { isRotation } from './surfaces/admin/admin-path.js';
import { AGENT_ERRORS } from './surfaces/agents/agent-errors.js';
import { isGeminiCall } from './surfaces/gemini/gemini-path.js';
import { noteBody } from './surfaces/idempotency/idempotency-key.js';
import { isModelListPath } from './surfaces/model-list-paths.js';
import { QuickAgents } from './surfaces/agents/quick-agents.js';
import { QuickChat } from './surfaces/openai/quick-chat.js';
import { refuseUpgrade } from './surfaces/openai/responses/refuse-upgrade.js';
import { refuseUnserved } from './surfaces/refuse-unserved.js';
import { SURFACE_ERRORS } from './surfaces/surface-errors.js';
import { SheddingService } from './shedding/shedding.service.js';

/** What every request passes before a route: limits, its id, its log line, the way out, its key, its body. */
export function configureHttp(app: NestExpressApplication, settings: ServerSettings, logger: Logger): void {
  const clock = app.get<Clock>(CLOCK);
  const metrics = app.get(MetricsService);
  const traces = app.get<Traces | null>(TRACES);
  app.disable('x-powered-by');
  app.disable('etag');
  limitServer(app, settings, logger);
  app.use(
    requestId(),
    noteArrival(clock),
    ...(traces ? [requestTraces(traces, clock)] : []),
    requestLog(logger, clock),
    callerFields({ trustsClientCertificate: settings.TRUST_CLIENT_CERT_HEADER }),
    requestMetrics(metrics, clock),
    baseHeaders(),
    requireHost(),
    app.get(DrainService).middleware(),
    keyBeforeBody(app.get(Callers)),
    refuseUpgrade(),
    refuseUnserved(),
    requireAllowedMethod(addressesOf(app)),
    app.get(SheddingService).middleware({ isCounted: isModelListPath, isFree: isLogin }),
    readBody(app, settings),
  );
  app.use(`/${DOCUMENTATION_PATH}`, pageHeaders());
  serveSwagger(app, loadSurfaceDocuments);
  openDoor(app, settings, logger);
}

/** Much text, for the document alone. */
function loadSurfaceDocuments(): readonly SurfaceDocument[] {
  const documents =
    require('./surfaces/surface-documents.js') as typeof import('./surfaces/surface-documents.js');
  return documents.SURFACE_DOCUMENTS;
}

function limitServer(app: NestExpressApplication, settings: ServerSettings, logger: Logger): void {
  const metrics = app.get(MetricsService);
  const logRefusal = refusalLog(logger);
  const limits = {
    headersTimeoutMs: settings.CLIENT_HEADERS_TIMEOUT_MS,
    bodyTimeoutMs: settings.CLIENT_BODY_TIMEOUT_MS,
    keepAliveTimeoutMs: settings.KEEP_ALIVE_TIMEOUT_MS,
  };
  applyServerLimits(app.getHttpServer(), limits, {
    errorsOf,
    onRefusal: (refusal) => {
      logRefusal(refusal);
      metrics.countRefusal(refusal);
    },
  });
}

/** A body that is too slow has a path, and its caller reads the errors of that surface. */
function errorsOf(request: IncomingMessage | undefined): ErrorRenderer {
  if (request === undefined) return AGENT_ERRORS;
  const [path = ''] = (request.url ?? '').split('?', 1);
  return SURFACE_ERRORS(path, request.headers);
}

/** Where requests come in, those of one connection one after the other: past the framework, or into it. */
function openDoor(app: NestExpressApplication, settings: ServerSettings, logger: Logger): void {
  const server: Server = app.getHttpServer();
  const steps = oneAtATime(app, settings);
  const [usualWay] = server.listeners('request').slice(-1) as [RequestListener];
  const tools = new QuickEntrance({
    app,
    callers: app.get(Callers),
    settings,
    logger,
    clock: app.get<Clock>(CLOCK),
    drain: app.get(DrainService),
    metrics: app.get(MetricsService),
    later: app.get(LaterWork),
    traces: app.get<Traces | null>(TRACES),
    shedding: app.get(SheddingService),
    errors: SURFACE_ERRORS,
    stallTimeoutMs: providersSettings(app).CLIENT_STALL_TIMEOUT_MS,
    limits: jsonLimits(settings),
  });
  const routes = [
    app.get(QuickChat, { strict: false }).route,
    ...app.get(QuickAgents, { strict: false }).routes,
  ];
  const door = new RequestDoor(routes, tools, usualWay, settings.MAX_BODY_BYTES);
  server.off('request', usualWay);
  server.on('request', (request, response) =>
    steps.enter(request, response, () => door.enter(request, response)),
  );
}

function oneAtATime(app: NestExpressApplication, settings: ServerSettings): ConnectionSteps {
  const { CLIENT_STALL_TIMEOUT_MS } = providersSettings(app);
  const steps = new ConnectionSteps({
    stallTimeoutMs: CLIENT_STALL_TIMEOUT_MS,
    maxWaitingRequests: settings.MAX_WAITING_REQUESTS_PER_CONNECTION,
    isUrgent: ({ url }) => isHealthCheck(url),
  });
  steps.watch(app.getHttpServer());
  return steps;
}

function providersSettings(app: NestExpressApplication): LlmProvidersSettings {
  return app.get<LlmProvidersSettings>(LLM_PROVIDERS_SETTINGS, { strict: false });
}

function readBody(app: NestExpressApplication, settings: ServerSettings): RequestHandler {
  const limits = { ...jsonLimits(settings), maxBytes: settings.MAX_BODY_BYTES };
  const meter = app.get(SheddingService).countBody;
  const clock = app.get<Clock>(CLOCK);
  const mayBeEmpty = (path: string) => isCancellation(path) || isRotation(path);
  return jsonBody(limits, { clock, meter, timeoutOf: callerTimeoutMs, mayBeEmpty, onBody: noteBody });
}

function jsonLimits(settings: ServerSettings): JsonShapeLimits {
  return {
    maxDepth: settings.MAX_JSON_DEPTH,
    maxValues: settings.MAX_JSON_VALUES,
    maxNodes: settings.MAX_JSON_NODES,
    maxFields: settings.MAX_JSON_FIELDS,
  };
}

/** Every address there is: the routes as they are when a request comes, and the files of Swagger UI. */
function addressesOf(app: NestExpressApplication): () => readonly RouterLayer[] {
  const files = pageFiles();
  return () => [...routerOf(app).stack.map(butCallsOfModels), files];
}

/** To a router, the address of a call is that of a model, too. */
function butCallsOfModels(layer: RouterLayer): RouterLayer {
  const { route } = layer;
  if (route?.methods['get'] !== true) return layer;
  return { route, match: (path) => !isGeminiCall(path) && layer.match(path) };
}

function routerOf(app: NestExpressApplication): { readonly stack: readonly RouterLayer[] } {
  // The types of Express leave out that a layer can match a path.
  const router: unknown = app.getHttpAdapter().getInstance().router;
  return router as { readonly stack: readonly RouterLayer[] };
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
