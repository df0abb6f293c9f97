import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../common/errors.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import type { CallPlan, Destination } from './destination.js';
import { destinationsById } from './destinations-by-id.js';
import { DisabledDestination } from './disabled-destination.js';
import { ProviderDestination } from './provider-destination.js';
import { RouteDestination } from './route-destination.js';

/** Providers in the catalogue's order, and then the routes in the operator's. */
export const DESTINATIONS = Symbol('DESTINATIONS');

/** What a caller can name. */
@Injectable()
export class DestinationRegistry {
  readonly providers: readonly ProviderDestination[];
  readonly routes: readonly RouteDestination[];
  private readonly byId: ReadonlyMap<string, Destination>;

  constructor(@Inject(DESTINATIONS) readonly all: readonly Destination[]) {
    this.providers = all.filter((destination) => destination instanceof ProviderDestination);
    this.routes = all.filter((destination) => destination instanceof RouteDestination);
    this.byId = destinationsById(all);
  }

  /** @throws GatewayError `provider.unknown`, naming the destinations there are. */
  get(id: string): Destination {
    return this.byId.get(id) ?? this.refuse();
  }

  /** What a route asks; `null` = there is no such route, or none of its targets has its key. */
  planOfRoute(id: string): CallPlan | null {
    const route = this.routes.find(({ definition }) => definition.id === id);
    return route?.isConfigured ? route.plan(null) : null;
  }

  /** Whether calls and their rows may name a provider so. */
  isProvider(id: string): boolean {
    return this.providers.some(({ definition }) => definition.id === id);
  }

  /** `undefined` = nothing answers under this id. */
  find(id: string): Destination | undefined {
    return this.byId.get(id);
  }

  /** The destination of a provider that ships, be it disabled: then each call to it throws `provider.unknown`. */
  ofShipped(definition: ProviderDefinition): Destination {
    return this.byId.get(definition.id) ?? new DisabledDestination(definition, () => this.refuse());
  }

  private refuse(): never {
    const known = this.all.map(({ definition }) => definition.id).join(', ');
    throw new GatewayError('provider.unknown', `There is no such provider. Providers are: ${known}.`);
  }
}
