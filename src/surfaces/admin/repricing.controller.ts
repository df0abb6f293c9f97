import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { lazy } from '../../common/lazy.js';
import { Repricer, type Repricing } from '../../governance/prices/repricing.js';
import { Documented } from '../../openapi/documented.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { actorOf } from './admin-actor.js';
import { ADMIN_PATH } from './admin-path.js';
import { windowIn } from './price-bodies.js';
import { requireProvider } from './prices.controller.js';

const api = lazy(() => require('./price-api.decorators.js') as typeof import('./price-api.decorators.js'));

/** Prices calls anew by what is known now of their time. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/reprice`)
export class RepricingController {
  constructor(
    private readonly repricer: Repricer,
    private readonly destinations: DestinationRegistry,
  ) {}

  @Post()
  @HttpCode(200)
  @Documented(() => api().ApiReprice())
  reprice(@Req() request: Request, @Body() body: unknown): Promise<Repricing> {
    const window = windowIn(body);
    if (window.provider !== null) requireProvider(this.destinations, window.provider);
    return this.repricer.reprice(actorOf(request), window);
  }
}
