import { inspect } from 'node:util';
import type { Clock } from '../../common/clock.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import type { ApiKey } from '../../llm-providers/port/provider-definition.js';
import { RedactedApiKey } from './redacted-api-key.js';
import { restTimeMs } from './rest-time.js';

interface PooledKey {
  readonly key: ApiKey;
  /** On the monotonic clock; a key whose time has come is available, without anybody telling the pool. */
  restsUntilMs: number;
  /** Why it rests, or rested last. */
  code: ErrorCode;
}

/**
 * The keys of one provider, taken in turn. A key that the provider refused for a while is set aside and comes back by
 * itself. A single key is never set aside: there is nothing to change over to, and the provider should go on saying
 * itself why it refuses, and when it no longer does. No key's value shows in whatever is printed of the pool.
 */
export class KeyPool {
  readonly #keys: readonly PooledKey[];
  readonly #clock: Clock;
  #next = 0;
  #refusalsInARow = 0;

  /** @param keys in the order of their first turn; a value that comes again under another variable counts once. */
  constructor(keys: readonly ApiKey[], clock: Clock) {
    const distinct = keys.filter(({ value }, at) => keys.findIndex((key) => key.value === value) === at);
    this.#keys = distinct.map((key) => ({
      key: new RedactedApiKey(key),
      restsUntilMs: -Infinity,
      code: 'provider.rate_limited',
    }));
    this.#clock = clock;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** How many keys can be taken now. */
  get available(): number {
    const nowMs = this.#clock.monotonicMs();
    return this.#keys.filter(({ restsUntilMs }) => restsUntilMs <= nowMs).length;
  }

  /** The key whose turn it is; `null` = all are set aside (`restMs` says for how long), or there are none. */
  take(): ApiKey | null {
    const nowMs = this.#clock.monotonicMs();
    const inTurn = [...this.#keys.slice(this.#next), ...this.#keys.slice(0, this.#next)];
    const taken = inTurn.find(({ restsUntilMs }) => restsUntilMs <= nowMs);
    if (!taken) return null;
    this.#next = (this.#keys.indexOf(taken) + 1) % this.#keys.length;
    return taken.key;
  }

  /** One of the keys got an answer. */
  answered(): void {
    this.#refusalsInARow = 0;
  }

  /**
   * Since the last answer as many refusals came as there are keys: it may be the provider, and not the key. Then
   * another key is but another try.
   */
  get isInDoubt(): boolean {
    return this.#refusalsInARow >= this.size;
  }

  /**
   * Sets `key` aside if `error` is about the key. Late news of a shorter rest does not cut a longer one short; a key
   * of another pool is none of ours.
   */
  report(key: ApiKey, error: GatewayError): void {
    const restMs = restTimeMs(error);
    const pooled = this.#keys.find((own) => own.key.variable === key.variable);
    if (restMs === null || !pooled || this.size === 1) return;
    this.#refusalsInARow += 1;
    const untilMs = this.#clock.monotonicMs() + restMs;
    if (untilMs < pooled.restsUntilMs) return;
    pooled.restsUntilMs = untilMs;
    pooled.code = error.code;
  }

  /** Milliseconds until the first key comes back; `null` = no need to wait: one is available, or there are none. */
  restMs(): number | null {
    if (this.available > 0 || this.size === 0) return null;
    const firstBackMs = Math.min(...this.#keys.map(({ restsUntilMs }) => restsUntilMs));
    return Math.ceil(firstBackMs - this.#clock.monotonicMs());
  }

  /** Why the key that comes back first was set aside; for a pool whose keys all rest. */
  get restCode(): ErrorCode {
    const [first] = this.#keys.toSorted((one, other) => one.restsUntilMs - other.restsUntilMs);
    return first?.code ?? 'provider.rate_limited';
  }

  toJSON(): { variables: string[]; available: number } {
    return { variables: this.#keys.map(({ key }) => key.variable), available: this.available };
  }

  toString(): string {
    const { variables, available } = this.toJSON();
    return `KeyPool(${variables.join(', ')}; ${available} available)`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
