import { inspect } from 'node:util';
import type { Clock } from '../../common/clock.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { RedactedApiKey } from './redacted-api-key.js';
import { KeyRests, type KeyRest } from './key-rests.js';

/** Of what is no call of a model. */
const NO_MODEL = '';

/** Variables of keys that a call leaves out; most calls leave out none. */
const NONE: ReadonlySet<string> = new Set();

interface PooledKey {
  readonly key: ApiKey;
  readonly rests: KeyRests;
}

/** So often a pool whose keys all rest for what nobody asked for tries one of them all the same. */
const TRIAL_MS = 5_000;

/**
 * The keys of one provider, taken in turn. A key that is set aside comes back by itself; a limit counts for the model
 * that met it. Which refusals set a key aside is the business of `CallKeys`. A single key is never set aside: there is
 * nothing to change over to, and the provider should go on saying itself why it refuses, and when it no longer does.
 * For the same reason a pool without any key left tries one every few seconds that was refused: the refusal may have
 * passed. No key's value shows in whatever is printed of the pool.
 */
export class KeyPool {
  readonly #keys: readonly PooledKey[];
  readonly #clock: Clock;
  #next = 0;
  /** Variables of the keys that were refused since the last answer. */
  readonly #refused = new Set<string>();
  #nextTrialMs = 0;

  /** @param keys in the order of their first turn; a value that comes again under another variable counts once. */
  constructor(keys: readonly ApiKey[], clock: Clock) {
    const distinct = keys.filter(({ value }, at) => keys.findIndex((key) => key.value === value) === at);
    this.#keys = distinct.map((key) => ({ key: new RedactedApiKey(key), rests: new KeyRests(clock) }));
    this.#clock = clock;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** How many keys are set aside, be it for one model. */
  get resting(): number {
    return this.#keys.filter(({ rests }) => rests.isResting).length;
  }

  /** How many keys can be taken for a model now. */
  available(model = NO_MODEL, except = NONE): number {
    return this.#but(except).filter(({ rests }) => rests.restFor(model) === null).length;
  }

  /** The key whose turn it is; `null` = all are set aside (`restMs` says for how long), or there are none. */
  take(model = NO_MODEL, except = NONE): ApiKey | null {
    const inTurn = [...this.#keys.slice(this.#next), ...this.#keys.slice(0, this.#next)];
    const allowed = inTurn.filter(({ key }) => !except.has(key.variable));
    const free = allowed.find(({ rests }) => rests.restFor(model) === null);
    const taken = free ?? this.#forTrial(allowed, model);
    if (!taken) return null;
    this.#next = (this.#keys.indexOf(taken) + 1) % this.#keys.length;
    return taken.key;
  }

  /** `key` got an answer: it is good again, and the provider answers. */
  answered(key: ApiKey): void {
    this.#find(key)?.rests.forgive();
    this.#refused.clear();
  }

  /** The provider refused `key` for what says something about keys; sets nothing aside. */
  refused(key: ApiKey): void {
    this.#refused.add(key.variable);
  }

  /**
   * Since the last answer each of the keys was refused: it may be the provider, or the request, and not the key. Then
   * another key is but another try.
   */
  get isInDoubt(): boolean {
    return this.#refused.size >= this.size;
  }

  /** Sets a key aside for as long as `error` says; a key of another pool is none of ours. */
  setAside(key: ApiKey, error: GatewayError, model = NO_MODEL): void {
    const pooled = this.#find(key);
    if (!pooled || this.size === 1 || !pooled.rests.report(error, model)) return;
    this.#nextTrialMs = this.#clock.monotonicMs() + TRIAL_MS;
  }

  /** Milliseconds until the first key comes back; `null` = no need to wait: one is available, or there are none. */
  restMs(model = NO_MODEL, except = NONE): number | null {
    const first = this.#firstBack(model, except);
    if (!first || this.available(model, except) > 0) return null;
    return Math.ceil(first.untilMs - this.#clock.monotonicMs());
  }

  /** Why the key that comes back first was set aside; for a pool whose keys all rest. */
  restCode(model = NO_MODEL): ErrorCode {
    return this.#firstBack(model)?.code ?? 'provider.rate_limited';
  }

  #firstBack(model: string, except = NONE): KeyRest | null {
    const rests = this.#but(except).map((pooled) => pooled.rests.restFor(model));
    const running = rests.filter((rest) => rest !== null);
    return running.toSorted((one, other) => one.untilMs - other.untilMs)[0] ?? null;
  }

  #but(except: ReadonlySet<string>): readonly PooledKey[] {
    return this.#keys.filter(({ key }) => !except.has(key.variable));
  }

  #find({ variable }: ApiKey): PooledKey | undefined {
    return this.#keys.find(({ key }) => key.variable === variable);
  }

  /** Of keys that all rest, one whose pause nobody asked for, every few seconds. */
  #forTrial(inTurn: readonly PooledKey[], model: string): PooledKey | undefined {
    const nowMs = this.#clock.monotonicMs();
    const found = inTurn.find(({ rests }) => rests.isWorthATrial(model));
    if (!found || nowMs < this.#nextTrialMs) return;
    this.#nextTrialMs = nowMs + TRIAL_MS;
    return found;
  }

  toJSON(): { variables: string[]; available: number } {
    return { variables: this.#keys.map(({ key }) => key.variable), available: this.available() };
  }

  toString(): string {
    const { variables, available } = this.toJSON();
    return `KeyPool(${variables.join(', ')}; ${available} available)`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
