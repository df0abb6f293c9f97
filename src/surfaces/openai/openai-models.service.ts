import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../common/errors.js';
import type { Destination } from '../../routing/destination.js';
import { DestinationRegistry } from '../../routing/destination.registry.js';
import type { ListCaller } from '../../routing/model-lists/list-caller.js';
import { ModelListService } from '../../routing/model-lists/model-list.service.js';
import { ProviderDestination } from '../../routing/provider-destination.js';
import { describeModels, describeRoute, type DescribedModels } from '../describe-models.js';
import { toModelObjects, type ModelObject } from './model-object.js';

/** Clients wait for a list for few seconds; a provider that takes longer is told of from what is bundled. */
const PATIENCE_MS = 2_500;

/** What was made of these descriptions, for all who get the same ones. */
interface Listing {
  readonly of: readonly DescribedModels[];
  readonly byId: ReadonlyMap<string, ModelObject>;
  /** The whole list as it is on the wire: readers who take nothing of it hold these same bytes. */
  readonly body: Buffer;
}

/** The models that callers can ask for, across all providers that are configured, and the routes. */
@Injectable()
export class OpenAiModelsService {
  private latest: Listing | null = null;
  private readonly routeDescriptions = new WeakMap<Destination, DescribedModels>();

  constructor(
    private readonly registry: DestinationRegistry,
    private readonly lists: ModelListService,
  ) {}

  /** The body of `GET /v1/models`. */
  async listBody(caller: ListCaller): Promise<Buffer> {
    return (await this.listing(caller)).body;
  }

  /**
   * @param id as the list has it, or a bare name of one provider's model.
   * @throws GatewayError `model.not_found`
   */
  async get(id: string, caller: ListCaller): Promise<ModelObject> {
    const { byId } = await this.listing(caller);
    const bare = this.registry.providers.map(({ definition }) => byId.get(`${definition.id}/${id}`));
    const found = byId.get(id) ?? bare.find((model) => model !== undefined);
    if (found) return found;
    const message = `The model "${id}" does not exist here; GET /v1/models lists all.`;
    throw new GatewayError('model.not_found', message, { param: 'model' });
  }

  private async listing(caller: ListCaller): Promise<Listing> {
    const served = this.registry.all.filter(({ isConfigured }) => isConfigured);
    const of = await Promise.all(served.map((destination) => this.describe(destination, caller)));
    const { latest } = this;
    if (latest && latest.of.length === of.length && latest.of.every((one, at) => one === of[at]))
      return latest;
    const routes = new Set<string>(this.registry.routes.map(({ definition }) => definition.id));
    const data = of.flatMap((described) => toModelObjects(described, routes.has(described.provider)));
    const byId = new Map(data.map((model) => [model.id, model]));
    this.latest = { of, byId, body: Buffer.from(JSON.stringify({ object: 'list', data })) };
    return this.latest;
  }

  private async describe(destination: Destination, caller: ListCaller): Promise<DescribedModels> {
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
