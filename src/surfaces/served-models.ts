import { Injectable } from '@nestjs/common';
import { GatewayError } from '../common/errors.js';
import type { Destination } from '../routing/destination.js';
import { DestinationRegistry } from '../routing/destination.registry.js';
import type { ListCaller } from '../routing/model-lists/list-caller.js';
import { ModelListService } from '../routing/model-lists/model-list.service.js';
import { claims, severalOwners } from '../routing/model-owners.js';
import { ProviderDestination } from '../routing/provider-destination.js';
import { PermittedModels } from './permitted-models.js';
import {
  describeModels,
  describeRoute,
  type DescribedModel,
  type DescribedModels,
} from './describe-models.js';

/** Clients wait for a list for few seconds; a provider that takes longer is told of from what is bundled. */
const PATIENCE_MS = 2_500;

/** The models of one provider as callers name them across providers, or one route. */
export interface ServedBy {
  /** Id of the provider, or of the route. */
  readonly owner: string;
  readonly models: readonly DescribedModel[];
  /** `provider/model`, or the name of a route. */
  readonly idOf: (name: string) => string;
}

/** The models that callers can ask for, across all providers that are configured, and the routes. */
@Injectable()
export class ServedModels {
  private readonly routeDescriptions = new WeakMap<Destination, DescribedModels>();

  constructor(
    private readonly registry: DestinationRegistry,
    private readonly lists: ModelListService,
    private readonly permitted: PermittedModels,
  ) {}

  /** As one surface shows them, made anew only where one of the lists has changed. */
  listing<Model extends { readonly id: string }>(
    toModels: (served: ServedBy) => Model[],
  ): ServedListing<Model> {
    const { permitted, registry } = this;
    return new ServedListing(toModels, { registry, permitted, describe: (caller) => this.describe(caller) });
  }

  private describe(caller: ListCaller): Promise<DescribedModels[]> {
    const served = this.registry.all.filter(({ isConfigured }) => isConfigured);
    return Promise.all(
      served.map(async (destination) =>
        this.permitted.of(await this.describeOne(destination, caller), destination, caller.caller ?? null),
      ),
    );
  }

  private async describeOne(destination: Destination, caller: ListCaller): Promise<DescribedModels> {
    if (!(destination instanceof ProviderDestination)) return this.routeOf(destination);
    const { provider } = destination;
    const timeoutMs = Math.min(caller.timeoutMs ?? PATIENCE_MS, PATIENCE_MS);
    const list = await this.lists.listOf(provider, { ...caller, timeoutMs });
    if (list.error?.code === 'client.gone') throw list.error;
    return describeModels(provider, list);
  }

  private routeOf(route: Destination): DescribedModels {
    const description = this.routeDescriptions.get(route) ?? describeRoute(route);
    this.routeDescriptions.set(route, description);
    return description;
  }
}

/** What was made of these descriptions, for all who get the same ones. */
export interface ServedList<Model> {
  readonly models: readonly Model[];
  readonly byId: ReadonlyMap<string, Model>;
}

interface ServedListingOptions {
  readonly registry: DestinationRegistry;
  readonly permitted: Pick<PermittedModels, 'allowancesOf'>;
  readonly describe: (caller: ListCaller) => Promise<DescribedModels[]>;
}

/** The models as one surface shows them. */
export class ServedListing<Model extends { readonly id: string }> {
  /** Of callers who may ask for less than others, by what permits it. */
  private readonly latest = new WeakMap<
    object,
    ServedList<Model> & { readonly of: readonly DescribedModels[] }
  >();

  constructor(
    private readonly toModels: (served: ServedBy) => Model[],
    private readonly options: ServedListingOptions,
  ) {}

  /** The same object as long as no list has changed. */
  async all(caller: ListCaller): Promise<ServedList<Model>> {
    const { describe, permitted, registry } = this.options;
    const of = await describe(caller);
    const allowances = permitted.allowancesOf(caller.caller ?? null);
    const whose = allowances.length > 0 ? allowances : this;
    const latest = this.latest.get(whose);
    if (latest && latest.of.length === of.length && latest.of.every((one, at) => one === of[at]))
      return latest;
    const routes = new Set<string>(registry.routes.map(({ definition }) => definition.id));
    const models = of.flatMap(({ provider: owner, models: described }) => {
      const idOf = (name: string) => (routes.has(owner) ? name : `${owner}/${name}`);
      return this.toModels({ owner, models: described, idOf });
    });
    const list = { of, models, byId: new Map(models.map((model) => [model.id, model])) };
    this.latest.set(whose, list);
    return list;
  }

  /**
   * @param id as the list has it, or a bare name of one provider's model.
   * @throws GatewayError `model.not_found`; `request.invalid` for a bare name that several have, naming them.
   */
  async get(id: string, caller: ListCaller): Promise<Model> {
    const { byId } = await this.all(caller);
    const found = byId.get(id) ?? this.ofOwner(id, byId);
    if (found) return found;
    const message = `The model "${id}" does not exist here; GET /v1/models lists all.`;
    throw new GatewayError('model.not_found', message, { param: 'model' });
  }

  /** The model of the provider that a call with this bare name would ask. */
  private ofOwner(id: string, byId: ReadonlyMap<string, Model>): Model | undefined {
    const listing = this.options.registry.providers.filter(({ definition }) =>
      byId.has(`${definition.id}/${id}`),
    );
    const claiming = listing.filter((provider) => claims(provider, id));
    const [owner, ...others] = claiming.length > 0 ? claiming : listing;
    if (owner && others.length > 0) throw severalOwners(id, [owner, ...others]);
    return owner && byId.get(`${owner.definition.id}/${id}`);
  }
}
