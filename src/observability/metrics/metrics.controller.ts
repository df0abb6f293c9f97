import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiMetrics } from './metrics-api.decorators.js';
import { METRICS_PATH } from './metrics-server.js';
import { MetricsService } from './metrics.service.js';

/** The metrics on the gateway's own port, behind its guard like everything else. */
@Controller(METRICS_PATH)
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @ApiMetrics()
  text(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.setHeader('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
