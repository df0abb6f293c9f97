import type { GatewayError } from '../../common/errors.js';
import type { ApiKey } from '../../port/provider-definition.js';
import type { Fingerprint } from '../affinity/rendezvous.js';
import type { KeyPool } from './key-pool.js';

/** A refusal that another key's answer turns against the key. */
interface Doubt {
  readonly error: GatewayError;
  /** Answers that the key had got by then. */
  readonly answersBefore: number;
}

/**
 * The keys of a provider as one target of one call sees them. A limit puts a key into cooldown for other calls at once.
 * A refusal does so only when the same request was answered with another key of the pool, and no other request with
 * this one meanwhile: a request that every key is refused for says something of itself, or of the provider, and would
 * take the keys away from all other callers.
 */
export class CallKeys {
  /** Keys that may be bad, and why. */
  private readonly inDoubt = new Map<ApiKey, Doubt>();
  /** Variables of the keys that were limited or refused in this call. */
  private readonly refused = new Set<string>();
  /** Those among them that are not used again in this call, whatever becomes of them for others. */
  private readonly refusedForGood = new Set<string>();

  /** Those that the session's call failed with, for whatever reason: it may be the account all the same. */
  private readonly failedWith = new Set<string>();

  /**
   * @param model by its name at the provider.
   * @param session `null` = keys take turns.
   */
  constructor(
    private readonly pool: KeyPool,
    private readonly model: string,
    private readonly session: Fingerprint | null = null,
  ) {}

  /** A key is at hand that this call has not failed with yet. */
  get hasAnother(): boolean {
    return this.pool.available(this.model, this.refused) > 0;
  }

  /** One that this call has not failed with, else one whose limit has passed; `null` = none can be taken now. */
  take(): ApiKey | null {
    return this.pool.take(this.model, this.leftOut(), this.session);
  }

  /** Keys that are not to be taken next. Turns change keys by themselves; a session asks another one on purpose. */
  private leftOut(): ReadonlySet<string> {
    if (this.failedWith.size > 0 && this.pool.available(this.model, this.failedWith) > 0)
      return this.failedWith;
    return this.refused.size === 0 || this.hasAnother ? this.refused : this.refusedForGood;
  }

  /** Milliseconds until `take` has a key to give; `null` = no need to wait, or no use. */
  cooldownMs(): number | null {
    return this.pool.cooldownMs(this.model, this.refusedForGood);
  }

  /** @param error of an attempt with this key; most say nothing about it. */
  failed(key: ApiKey, error: GatewayError): void {
    const { keyCooldown } = error.traits;
    if (this.session) this.failedWith.add(key.variable);
    if (keyCooldown === 'none') return;
    this.refused.add(key.variable);
    this.pool.refused(key);
    if (keyCooldown === 'model') this.limited(key, error);
    else {
      this.refusedForGood.add(key.variable);
      this.inDoubt.set(key, { error, answersBefore: this.pool.answersOf(key) });
    }
  }

  /** The request is answered with `key`: it was about the others that they were refused. */
  answered(key: ApiKey): void {
    this.pool.answered(key, this.model);
    for (const [other, { error, answersBefore }] of this.inDoubt)
      if (this.pool.answersOf(other) === answersBefore) this.pool.rest(other, error);
    this.inDoubt.clear();
  }

  private limited(key: ApiKey, error: GatewayError): void {
    this.pool.rest(key, error, this.model);
    if (this.refused.size >= this.pool.size) this.pool.limitedTogether(this.model);
  }
}
