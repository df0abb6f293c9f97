import { Inject, Injectable } from '@nestjs/common';
import { LLM_PROVIDERS_SETTINGS, type LlmProvidersSettings } from '../../../../config/settings.js';
import { DestinationRegistry } from '../../../../routing/destination.registry.js';
import { ProviderDestination } from '../../../../routing/provider-destination.js';
import type { LlmProvider } from '../../../../port/llm-provider.js';
import { hasKey } from '../../../../port/configured-provider.js';
import { Ownership, type Owner } from './ownership.js';

/** A response that a provider keeps. */
export interface OwnedResponse extends Owner {
  /** As its provider calls it. */
  readonly id: string;
  /** That answered, by its name at the provider. */
  readonly model: string;
}

/** What can be an id of a provider's. */
const ITS_ID = /^[\w-]{1,200}$/;
/** The signature, and what is signed: base64url both. */
const OUR_ID = /^([a-z]{1,20})_tgk([\w-]{22})([\w-]{1,1000})$/;
const OF_RESPONSES = 'resp';

/**
 * Ids of responses, and of their items, as callers get them: each says who keeps it, so that any process finds it again without a
 * store, and is signed for one gateway key, so that nobody reads what another caller asked.
 */
@Injectable()
export class OwnedResponses {
  readonly ownership: Ownership;

  constructor(
    private readonly registry: DestinationRegistry,
    @Inject(LLM_PROVIDERS_SETTINGS) { RESPONSE_ID_SECRET }: LlmProvidersSettings,
  ) {
    this.ownership = new Ownership(RESPONSE_ID_SECRET);
  }

  /** Another provider could be asked to go on from what this one has sealed: its caller may name another model. */
  isOneOfSeveral(provider: LlmProvider): boolean {
    return this.registry.providers.some(
      ({ provider: other }) =>
        other.definition.id !== provider.definition.id && other.responses && hasKey(other),
    );
  }

  /** The id to hand out; what is no id of a provider's stays as it is. */
  idOf(response: OwnedResponse): string {
    return this.signed(OF_RESPONSES, response);
  }

  /** Likewise of an item of a response, which says what it is: `msg_…`, `fc_…`. */
  itemIdOf(item: OwnedResponse): string {
    const [, kind] = /^([a-z]{1,20})_/.exec(item.id) ?? [];
    return this.signed(kind === undefined || kind === OF_RESPONSES ? 'item' : kind, item);
  }

  /** `null` = it was not handed out by a gateway with these providers, keys and secret, or to another caller. */
  find(handedOut: string, callerId: string | null): OwnedResponse | null {
    return handedOut.startsWith(`${OF_RESPONSES}_`) ? this.ownedBy(handedOut, callerId) : null;
  }

  /** The same of an item. */
  findItem(handedOut: string, callerId: string | null): OwnedResponse | null {
    return handedOut.startsWith(`${OF_RESPONSES}_`) ? null : this.ownedBy(handedOut, callerId);
  }

  private signed(kind: string, { id, model, ...owner }: OwnedResponse): string {
    if (!ITS_ID.test(id)) return id;
    const named = JSON.stringify([owner.provider.definition.id, model, id]);
    const signature = this.ownership.sign(owner, named);
    return `${kind}_tgk${signature}${Buffer.from(named).toString('base64url')}`;
  }

  private ownedBy(handedOut: string, callerId: string | null): OwnedResponse | null {
    const [, , signature = '', payload = ''] = OUR_ID.exec(handedOut) ?? [];
    const named = Buffer.from(payload, 'base64url').toString();
    const [providerId, model, id] = textsIn(named);
    if (providerId === undefined || model === undefined || id === undefined) return null;
    const destination = this.registry.find(providerId);
    if (!(destination instanceof ProviderDestination)) return null;
    const owner = this.ownership.ownerOf(destination.provider, callerId, signature, named);
    return owner && { ...owner, model, id };
  }
}

function textsIn(json: string): string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) && parsed.every((text) => typeof text === 'string') ? parsed : [];
  } catch {
    return []; // Whoever made it up did not get it from here.
  }
}
