import type { ServerResponse } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Clock } from '../../common/clock.js';
import type { OnRefusal } from '../../common/http/client-errors.js';
import { logFieldsOf, type LogFields } from '../../common/http/log-fields.js';
import { requestIdOf } from '../../common/http/request-id.js';
import { errorFields } from './error-fields.js';
import { writeFlatLine, type FlatFields } from './flat-line.js';

const MESSAGE = 'request';

/** One line a request, when its response is over: whole, failed or left. Health checks are logged at `debug`. */
export function requestLog(logger: Logger, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const startedMs = clock.monotonicMs();
    response.once('close', () => {
      const durationMs = clock.monotonicMs() - startedMs;
      void logFieldsOf(response).then((fields) =>
        writeLine(logger, request, response, { durationMs, fields }),
      );
    });
    next();
  };
}

/** The line of what Node's parser refused, or its timeouts, before it was a request. */
export function refusalLog(logger: Logger): OnRefusal {
  return ({ requestId, httpStatus, error }) => {
    const line = { request_id: requestId, method: null, route: 'none', status: httpStatus, complete: true };
    logger[error.traits.logLevel]({ ...line, ...errorFields(error) }, MESSAGE);
  };
}

interface Outcome {
  readonly durationMs: number;
  readonly fields: LogFields;
}

/** A request that is over, as its line tells it. */
export interface EndedRequestLine extends Outcome {
  readonly requestId: string;
  readonly method: string;
  /** Its pattern. */
  readonly route: string;
  readonly status: number;
  readonly isComplete: boolean;
}

function writeLine(logger: Logger, request: Request, response: Response, outcome: Outcome): void {
  const { method } = request;
  writeRequestLine(logger, {
    requestId: requestIdOf(request),
    method,
    route: routeOf(request),
    status: statusOf(response),
    isComplete: response.writableFinished,
    ...outcome,
  });
}

/** The line of a request that is over. */
export function writeRequestLine(logger: Logger, ended: EndedRequestLine): void {
  const { requestId, method, route, status, isComplete, durationMs, fields } = ended;
  const { error } = fields;
  const head: FlatFields = {
    request_id: requestId,
    method,
    route,
    status,
    complete: isComplete,
    duration_ms: Math.round(durationMs * 10) / 10,
  };
  if (error)
    logger[error.traits.logLevel]({ ...head, ...fields, error: undefined, ...errorFields(error) }, MESSAGE);
  else
    writeFlatLine(
      logger,
      route.startsWith('/health/') ? 'debug' : 'info',
      [head, fields as FlatFields],
      MESSAGE,
    );
}

/** 499: the caller left before there was an answer. */
export function statusOf(response: ServerResponse): number {
  return response.writableFinished || response.headersSent ? response.statusCode : 499;
}

/** The route's pattern; never the address itself, which is the caller's text. */
export function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}
