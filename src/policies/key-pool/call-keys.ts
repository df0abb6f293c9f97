import type { GatewayError } from '../../common/errors.js';
import type { ApiKey } from '../../port/provider-definition.js';
import type { KeyPool } from './key-pool.js';

/**
 * The keys of a provider as one target of one call sees them. A limit sets a key aside for other calls at once. A
 * refusal does so only when the same request was answered with another key of the pool: a request that every key is
 * refused for says something of itself, or of the provider, and would take the keys away from all other callers.
 */
export class CallKeys {
  /** Keys that are not used again in this call, whatever becomes of them for others, and why. */
  private readonly inDoubt = new Map<ApiKey, GatewayError>();
  /** Variables of the keys that were limited or refused in this call. */
  private readonly refused = new Set<string>();

  /** @param model by its name at the provider. */
  constructor(
    private readonly pool: KeyPool,
    private readonly model: string,
  ) {}

  /** A key is at hand that this call has not failed with yet. */
  get hasAnother(): boolean {
    return this.pool.available(this.model, this.refused) > 0;
  }

  /** One that this call has not failed with, else one whose limit has passed; `null` = none can be taken now. */
  take(): ApiKey | null {
    return this.pool.take(this.model, this.hasAnother ? this.refused : this.refusedForGood);
  }

  /** Milliseconds until `take` has a key to give; `null` = no need to wait, or no use. */
  cooldownMs(): number | null {
    return this.pool.cooldownMs(this.model, this.refusedForGood);
  }

  /** @param error of an attempt with this key; most say nothing about it. */
  failed(key: ApiKey, error: GatewayError): void {
    const { keyCooldown } = error.traits;
    if (keyCooldown === 'none') return;
    this.refused.add(key.variable);
    this.pool.refused(key);
    if (keyCooldown === 'model') this.pool.setAside(key, error, this.model);
    else this.inDoubt.set(key, error);
  }

  /** The request is answered with `key`: it was about the others that they were refused. */
  answered(key: ApiKey): void {
    this.pool.answered(key);
    for (const [other, error] of this.inDoubt) this.pool.setAside(other, error);
    this.inDoubt.clear();
  }

  private get refusedForGood(): ReadonlySet<string> {
    return new Set([...this.inDoubt.keys()].map(({ variable }) => variable));
  }
}
