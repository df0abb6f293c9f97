import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../access/public.decorator.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { DrainService } from '../../lifecycle/drain.service.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { ApiLive, ApiReady } from './health-api.decorators.js';
import type { FailingProviderDto, HealthDto } from './health.dto.js';

/** Says how the gateway itself is. It tells of failing providers, but they have no say in whether it is ready. */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly drain: DrainService,
    private readonly health: ProviderHealth,
    private readonly registry: DestinationRegistry,
  ) {}

  @Get('live')
  @ApiLive()
  live(): HealthDto {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiReady()
  ready(@Res({ passthrough: true }) response: Response): HealthDto {
    const providers = this.failingProviders();
    const detail = providers.length > 0 ? { providers } : {};
    if (!this.drain.isDraining) return { status: 'ready', ...detail };
    response.status(503);
    return { status: 'draining', ...detail };
  }

  private failingProviders(): FailingProviderDto[] {
    const all = this.registry.all.map(({ definition: { id } }) => ({
      id,
      breakers: this.health.failingModelsOf(id).map(({ model, state }) => ({ model, state })),
    }));
    return all.filter(({ breakers }) => breakers.length > 0);
  }
}
