import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Callers } from '../../access/callers.js';
import { Public } from '../../access/public.decorator.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { callerOf } from '../../common/http/caller.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import { Identity } from '../../governance/identity/identity.js';
import { SHARED_LIMITS, type LimitSharing } from '../../governance/limits/sharing.js';
import { DrainService } from '../../lifecycle/drain.service.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { STORE, type Store } from '../../storage/store.js';
import { HEALTH_PATH } from './health-path.js';
import type { FailingProviderDto, HealthDto } from './health.dto.js';
import { StoreLook } from './store-look.js';
import { lazy } from '../../common/lazy.js';
import { Documented } from '../../openapi/documented.js';

const api = lazy(() => require('./health-api.decorators.js') as typeof import('./health-api.decorators.js'));

/** Says how the gateway itself is. It tells of failing providers, but they have no say in whether it is ready. */
@Public()
@Controller(HEALTH_PATH)
export class HealthController {
  /** `null` = there is none. */
  private readonly store: StoreLook | null;

  constructor(
    private readonly drain: DrainService,
    private readonly health: ProviderHealth,
    private readonly registry: DestinationRegistry,
    private readonly callers: Callers,
    private readonly identity: Identity,
    @Inject(STORE) store: Store | null,
    @Inject(SHARED_LIMITS) private readonly sharing: LimitSharing | null,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.store = store && new StoreLook(store, clock);
  }

  @Get('live')
  @Documented(() => api().ApiLive())
  live(): HealthDto {
    return { status: 'live' };
  }

  @Get('ready')
  @Documented(() => api().ApiReady())
  async ready(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<HealthDto> {
    // Which models are asked for, and fail, is for callers alone; a probe goes by the status.
    const isForCallers = !this.callers.areNeeded || callerOf(request) !== null;
    const providers = isForCallers ? this.failingProviders() : [];
    const store = (await this.store?.state()) ?? null;
    const detail = {
      ...(providers.length > 0 && { providers }),
      ...(store && { store }),
      ...this.limitState(),
    };
    const { isDraining } = this.drain;
    if (!isDraining && this.identity.isOpen) return { status: 'ready', ...detail };
    response.status(503);
    return { status: isDraining ? 'draining' : 'starting', ...detail };
  }

  private limitState(): Pick<HealthDto, 'limits'> {
    if (this.sharing === null) return {};
    return { limits: this.sharing.areAway ? 'node_share' : 'shared' };
  }

  private failingProviders(): FailingProviderDto[] {
    const all = this.registry.all.map(({ definition: { id } }) => ({
      id,
      breakers: this.health.failingModelsOf(id).map(({ model, state }) => ({ model, state })),
    }));
    return all.filter(({ breakers }) => breakers.length > 0);
  }
}
