import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ForAdmins } from '../../access/public.decorator.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { lazy } from '../../common/lazy.js';
import { describePrice } from '../../governance/prices/describe-price.js';
import { PriceAdministration } from '../../governance/prices/price-administration.js';
import { Documented } from '../../openapi/documented.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import { actorOf } from './admin-actor.js';
import { pageIn, pageOf, textIn, type Page, type PageQuery } from './admin-pages.js';
import { ADMIN_PATH } from './admin-path.js';
import { priceIn } from './price-bodies.js';

const api = lazy(() => require('./price-api.decorators.js') as typeof import('./price-api.decorators.js'));

type ShownPrice = ReturnType<typeof describePrice>;

interface PricesQuery extends PageQuery {
  readonly provider?: string;
  readonly model?: string;
}

/** What models cost, from a day on: only ever added to. */
@ForAdmins()
@Controller(`${ADMIN_PATH}/prices`)
export class PricesController {
  constructor(
    private readonly prices: PriceAdministration,
    private readonly destinations: DestinationRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Documented(() => api().ApiListPrices())
  async list(@Query() query: PricesQuery): Promise<Page<ShownPrice>> {
    const { limit, after } = pageIn(query, 'provider', 'model');
    const filter = { provider: textIn('provider', query.provider), model: textIn('model', query.model) };
    const entries = await this.prices.list(filter, limit + 1, after);
    return pageOf(entries, limit, { idOf: ({ id }) => id, show: describePrice });
  }

  @Post()
  @HttpCode(201)
  @Documented(() => api().ApiSetPrice())
  async set(@Req() request: Request, @Body() body: unknown): Promise<ShownPrice> {
    const price = priceIn(body, this.clock.nowMs());
    requireProvider(this.destinations, price.provider);
    return describePrice(await this.prices.set(actorOf(request), price));
  }
}

/** @throws GatewayError `request.invalid` */
export function requireProvider({ providers }: DestinationRegistry, id: string): void {
  const known = providers.map(({ definition }) => definition.id);
  if (known.includes(id)) return;
  const message = `provider has to be one of ${known.join(', ')}.`;
  throw new GatewayError('request.invalid', message, { param: 'provider' });
}
