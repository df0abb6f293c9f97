import type { RequestHandler } from 'express';
import type { Clock } from '../../common/clock.js';
import { logFieldsOf } from '../../common/http/log-fields.js';
import { requestIdOf } from '../../common/http/request-id.js';
import { routeOf, statusOf } from '../logging/request-log.middleware.js';
import type { Traces } from './traces.js';

/** Begins the trace of a request, and records its span when its response is over. Goes before whatever asks for it. */
export function requestTraces(traces: Traces, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const startedMs = clock.monotonicMs();
    traces.begin(request);
    response.once('close', () => {
      const endedAtMs = clock.nowMs();
      const durationMs = clock.monotonicMs() - startedMs;
      void logFieldsOf(response).then(({ error }) =>
        traces.requestEnded({
          request,
          requestId: requestIdOf(request),
          route: routeOf(request),
          status: statusOf(response),
          isComplete: response.writableFinished,
          durationMs,
          endedAtMs,
          error,
        }),
      );
    });
    next();
  };
}
