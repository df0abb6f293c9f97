import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../access/public.decorator.js';
import { DrainService } from '../../lifecycle/drain.service.js';
import { ApiLive, ApiReady } from './health-api.decorators.js';
import type { HealthDto } from './health.dto.js';

/** Says how the gateway itself is; providers have no say in it. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly drain: DrainService) {}

  @Get('live')
  @ApiLive()
  live(): HealthDto {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiReady()
  ready(@Res({ passthrough: true }) response: Response): HealthDto {
    if (!this.drain.isDraining) return { status: 'ready' };
    response.status(503);
    return { status: 'draining' };
  }
}
