import type { RequestHandler } from 'express';
import type { Clock } from '../../common/clock.js';
import { logFieldsOf } from '../../common/http/log-fields.js';
import { routeOf, statusOf } from '../logging/request-log.middleware.js';
import type { MetricsService } from './metrics.service.js';

/** Counts a request when its response is over, and all work for it is done: at the same time as its log line. */
export function requestMetrics(metrics: MetricsService, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const startedMs = clock.monotonicMs();
    response.once('close', () => {
      const durationMs = clock.monotonicMs() - startedMs;
      void logFieldsOf(response).then((fields) =>
        metrics.countRequest({ route: routeOf(request), status: statusOf(response), durationMs, fields }),
      );
    });
    next();
  };
}
