import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Callers } from '../access/callers.js';
import { isForLoopbackOnly, isFromForeignPage } from '../access/foreign-page.js';
import type { Clock } from '../common/clock.js';
import type { GatewayError } from '../common/errors.js';
import { callerTimeoutMs } from '../common/http/caller-deadline.js';
import { setCaller, type Caller } from '../common/http/caller.js';
import { isOnRefusedConnection } from '../common/http/early-refusal.js';
import type { ErrorRenderers } from '../common/http/error-renderer.js';
import { parseSmallJsonBody } from '../common/http/json-limits.js';
import type { JsonShapeLimits } from '../common/http/json-shape.js';
import type { LogFields } from '../common/http/log-fields.js';
import type { QuickRequest } from '../common/http/quick-route.js';
import { setArrival } from '../common/http/request-age.js';
import { newRequestId, REQUEST_ID_HEADER, setRequestId } from '../common/http/request-id.js';
import { sendError } from '../common/http/send-error.js';
import type { ServerSettings } from '../config/settings.js';
import type { DrainService } from '../lifecycle/drain.service.js';
import type { LaterWork } from '../observability/later-work.js';
import { statusOf, writeRequestLine } from '../observability/logging/request-log.middleware.js';
import type { MetricsService } from '../observability/metrics/metrics.service.js';
import { traceFields } from '../observability/logging/caller-fields.middleware.js';
import type { Traces } from '../observability/traces/traces.js';
import type { SheddingService } from '../shedding/shedding.service.js';
import { hasOddHeaders } from './odd-headers.js';
import type { Admitted, QuickTools } from './quick-tools.js';

interface QuickEntranceOptions {
  readonly app: NestExpressApplication;
  readonly callers: Callers;
  readonly settings: ServerSettings;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly drain: DrainService;
  readonly metrics: MetricsService;
  readonly later: LaterWork;
  /** `null` = none are recorded. */
  readonly traces: Traces | null;
  readonly shedding: SheddingService;
  readonly errors: ErrorRenderers;
  readonly stallTimeoutMs: number;
  /** Of a body. */
  readonly limits: JsonShapeLimits;
}

/** Does for requests on the quick way what middleware and guard do for all others, by the same services. */
export class QuickEntrance implements QuickTools {
  readonly clock: Clock;
  readonly stallTimeoutMs: number;
  private readonly callers: Callers;
  private readonly isForLoopbackOnly: boolean;
  /** The last host that was found to be no page of another site: most requests name the same. */
  private knownHost: string | undefined;

  constructor(private readonly options: QuickEntranceOptions) {
    this.clock = options.clock;
    this.stallTimeoutMs = options.stallTimeoutMs;
    this.callers = options.callers;
    this.isForLoopbackOnly = isForLoopbackOnly(options.settings);
  }

  admit(request: IncomingMessage, response: ServerResponse): Admitted | null {
    const { drain, shedding } = this.options;
    if (drain.isDraining || isOnRefusedConnection(request)) return null;
    if (hasOddHeaders(request)) return null;
    const caller = this.callerOf(request);
    if (caller === undefined || (caller === null && !this.isOpenTo(request))) return null;
    if (caller !== null) setCaller(request, caller);
    const ticket = shedding.tryEnter(request);
    if (!ticket) return null;
    this.options.traces?.begin(request);
    drain.enter(response);
    const arrivedMs = this.clock.monotonicMs();
    const timeoutMs = callerTimeoutMs(request.headers);
    return { ticket, callerId: caller?.id ?? null, arrivedMs, timeoutMs, requestId: newRequestId(request) };
  }

  parse(body: Buffer): object {
    return parseSmallJsonBody(body, this.options.limits);
  }

  left(response: ServerResponse, { ticket }: Admitted): void {
    ticket.leave();
    this.options.drain.leave(response);
  }

  handOver({ request, response, bodyBytes }: QuickRequest, admitted: Admitted): void {
    const { requestId, arrivedMs, ticket } = admitted;
    setRequestId(request, requestId);
    setArrival(request, arrivedMs);
    this.options.shedding.give(response, ticket, bodyBytes);
    this.asInFramework(request, response);
    if (response.headersSent) return;
    response.setHeader(REQUEST_ID_HEADER, requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
  }

  refuse(error: unknown, { request, response }: QuickRequest): void {
    const framework = request as Request;
    sendError(error, framework, response as Response, this.options.errors(framework.path, framework.headers));
  }

  shed(response: ServerResponse): GatewayError {
    return this.options.shedding.noRoom(response);
  }

  ended(
    { request, response, requestId, ageMs: durationMs }: QuickRequest,
    route: string,
    fields: LogFields,
  ): void {
    const { later, logger, metrics, traces } = this.options;
    const method = request.method ?? '';
    const { writableFinished: isComplete } = response;
    const status = statusOf(response);
    const endedAtMs = this.clock.nowMs();
    const isTraced = traces !== null || request.headers['traceparent'] !== undefined;
    const told = isTraced ? { ...traceFields(request), ...fields } : fields;
    const { error } = fields;
    const ended = { request, requestId, route, status, isComplete, durationMs, endedAtMs, error };
    const toTraces = traces && endFor(traces, ended);
    later.add(() => {
      writeRequestLine(logger, { requestId, method, route, status, isComplete, durationMs, fields: told });
      toTraces?.();
      metrics.countRequest({ route, status, durationMs, fields });
    });
  }

  /** `undefined` = the usual way finds out, or says what is wrong. */
  private callerOf(request: IncomingMessage): Caller | null | undefined {
    if (!this.callers.areNeeded) return null;
    try {
      return this.callers.atOnce(request);
    } catch {
      return undefined;
    }
  }

  /** No key is needed, and it comes from no page of another site. */
  private isOpenTo(request: IncomingMessage): boolean {
    if (this.callers.areNeeded) return false;
    const { host, origin } = request.headers;
    if (!this.isForLoopbackOnly || (origin === undefined && host === this.knownHost)) return true;
    if (isFromForeignPage(request)) return false;
    if (origin === undefined) this.knownHost = host;
    return true;
  }

  /** As Express does it before its first middleware. */
  private asInFramework(request: IncomingMessage, response: ServerResponse): void {
    const express = this.options.app.getHttpAdapter().getInstance() as {
      readonly request: object;
      readonly response: object;
    };
    Object.setPrototypeOf(request, express.request);
    Object.setPrototypeOf(response, express.response);
    Object.assign(request, { res: response });
    Object.assign(response, { req: request, locals: Object.create(null) as object });
  }
}

/** Apart from other work: what waits without it keeps no request alive. */
function endFor(traces: Traces, ended: Parameters<Traces['requestEnded']>[0]): () => void {
  return () => traces.requestEnded(ended);
}
