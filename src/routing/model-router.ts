import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { GatewayError } from '../common/errors.js';
import type { CallSession } from '../policies/affinity/call-session.js';
import type { CallPlan } from './destination.js';
import { DestinationRegistry } from './destination.registry.js';
import { ListedOwners, type ListedOwnership } from './listed-owners.js';
import { claims, severalOwners } from './model-owners.js';
import type { ListCaller } from './model-lists/list-caller.js';
import { ModelListService } from './model-lists/model-list.service.js';
import { ProviderDestination } from './provider-destination.js';
import { RouteDestination } from './route-destination.js';

/** Callers choose names. With more than so many all of them are forgotten. */
const MAX_REMEMBERED = 500;

/**
 * Finds whom to ask for a model that is named without a provider's address: the operator's route of that name,
 * `provider/model`, or a bare name that one configured provider owns.
 */
@Injectable()
export class ModelRouter {
  private readonly listedOwners: ListedOwners;
  /** Of models that were named without a provider: each provider would have to be asked for them anew. */
  private readonly onlyOwners = new Map<string, ProviderDestination>();

  constructor(
    private readonly registry: DestinationRegistry,
    lists: ModelListService,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.listedOwners = new ListedOwners(registry.providers, lists, clock);
  }

  /**
   * What a name means without asking a provider's list comes first: aliases and the families of names that a provider
   * declares its own. So the answer does not depend on whether a list could be read.
   * @throws GatewayError `model.not_found`; `request.invalid` where several providers have the model, naming them;
   * `provider.key_missing` where its only provider has no key.
   */
  async plan(model: string, caller: ListCaller): Promise<CallPlan> {
    const destination = this.registry.find(model);
    if (destination && !(destination instanceof ProviderDestination))
      return destination.plan(null, caller.session);
    return this.planWithin(model) ?? this.planOf(model, await this.ownershipOf(model, caller));
  }

  /**
   * The same without looking into any list, and without refusing: `null` = `plan` has to say.
   */
  planAtOnce(model: string, session?: CallSession): CallPlan | null {
    const destination = this.registry.find(model);
    if (destination instanceof RouteDestination) return destination.plan(null, session);
    if (destination) return null;
    const slash = model.indexOf('/');
    const provider = slash < 1 ? undefined : this.registry.find(model.slice(0, slash));
    if (!(provider instanceof ProviderDestination)) return this.planOfOnlyOwner(model);
    const name = model.slice(slash + 1);
    return name.trim() === '' || !provider.isConfigured ? null : { ...provider.plan(name), model };
  }

  /** `null` = none claims the model, or several do. */
  private planOfOnlyOwner(model: string): CallPlan | null {
    const known = this.onlyOwners.get(model);
    if (known) return this.planOf(model, claimedBy([known]));
    const [owner, ...others] = this.claiming(model).filter(({ isConfigured }) => isConfigured);
    if (!owner || others.length > 0) return null;
    if (this.onlyOwners.size >= MAX_REMEMBERED) this.onlyOwners.clear();
    this.onlyOwners.set(model, owner);
    return this.planOf(model, claimedBy([owner]));
  }

  private claiming(model: string): readonly ProviderDestination[] {
    return this.registry.providers.filter((provider) => claims(provider, model));
  }

  /** `provider/model`; `null` = there is no provider of that name. */
  private planWithin(model: string): CallPlan | null {
    const slash = model.indexOf('/');
    const provider = slash < 1 ? undefined : this.registry.find(model.slice(0, slash));
    if (!(provider instanceof ProviderDestination)) return null;
    const name = model.slice(slash + 1);
    if (name.trim() === '') throw this.unknown(model);
    return { ...provider.plan(name), model };
  }

  private async ownershipOf(model: string, caller: ListCaller): Promise<ListedOwnership> {
    const claiming = this.claiming(model);
    const configured = claiming.filter(({ isConfigured }) => isConfigured);
    if (configured.length > 0) return claimedBy(configured);
    const listed = await this.listedOwners.of(model, caller);
    return listed.owners.length === 0 && claiming.length > 0 ? claimedBy(claiming) : listed;
  }

  private planOf(model: string, { owners, unread }: ListedOwnership): CallPlan {
    const [owner, ...others] = owners;
    if (!owner) throw this.unknown(model, unread);
    if (others.length === 0) return { ...owner.plan(model), choice: 'owner' };
    throw severalOwners(model, owners);
  }

  private unknown(model: string, unread: readonly ProviderDestination[] = []): GatewayError {
    const ids = idsOf(this.registry.providers);
    const mayStandThere = unread.length > 0 ? ` The list of ${idsOf(unread)} could not be read.` : '';
    const message = `The model "${model}" does not exist here.${mayStandThere} Name it as provider/model, where provider is one of ${ids}; GET /v1/models lists all.`;
    return new GatewayError('model.not_found', message, { param: 'model' });
  }
}

/** No list was asked. */
function claimedBy(owners: readonly ProviderDestination[]): ListedOwnership {
  return { owners, unread: [] };
}

function idsOf(providers: readonly ProviderDestination[]): string {
  return providers.map(({ definition }) => definition.id).join(', ');
}
