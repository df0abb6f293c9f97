import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { METRICS_PATH } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(
  () => require('./metrics-api.decorators.js') as typeof import('./metrics-api.decorators.js'),
);

/** The metrics on the gateway's own port, behind its guard like everything else. */
@Controller(METRICS_PATH)
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Documented(() => api().ApiMetrics())
  text(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.setHeader('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
