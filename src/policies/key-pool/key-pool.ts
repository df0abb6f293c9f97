import { inspect } from 'node:util';
import type { Clock } from '../../common/clock.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { drawOf, fingerprintOf, type Fingerprint } from '../affinity/rendezvous.js';
import { RedactedApiKey } from './redacted-api-key.js';
import { KeyCooldowns, type KeyCooldown } from './key-cooldowns.js';

/** Of what is no call of a model. */
const NO_MODEL = '';

/** Variables of keys that a call leaves out; most calls leave out none. */
const NONE: ReadonlySet<string> = new Set();

interface PooledKey {
  /** In the order of turns, from 0. */
  readonly place: number;
  readonly key: ApiKey;
  /** Of its value, so that processes agree in whatever order, and by whatever name, they have it. */
  readonly fingerprint: Fingerprint;
  readonly cooldowns: KeyCooldowns;
}

/** So often a pool whose keys are all in cooldown tries one of them whose pause the provider did not name. */
const TRIAL_MS = 5_000;

/** So long keys rest that one call was limited with together. */
const DOUBTFUL_LIMIT_MS = 1_000;

/** Callers name models, and could have any number of them limited. */
const MAX_MODELS = 100;

/**
 * The keys of one provider, taken in turn. A key in cooldown comes back by itself; a limit counts for the model that
 * met it. Which refusals put a key into cooldown is the business of `CallKeys`. A single key never rests: there is
 * nothing to change over to, and the provider should go on saying itself why it refuses, and when it no longer does.
 * For the same reason a pool without any key left tries one every few seconds that was refused: the refusal may have
 * passed. No key's value shows in whatever is printed of the pool.
 */
export class KeyPool {
  readonly #keys: readonly PooledKey[];
  readonly #byVariable: ReadonlyMap<string, PooledKey>;
  readonly #clock: Clock;
  #next = 0;
  /** Variables of the keys that were refused since the last answer. */
  readonly #refused = new Set<string>();
  #nextTrialMs = 0;
  /** Models that were answered since one call was limited for them with all keys; the latest at the end. */
  readonly #answeredModels = new Set<string>();
  /** Models whose keys rest because one call was limited with all of them; one key is tried every few seconds. */
  readonly #limitedTogether = new Set<string>();
  /** The one at the end of those: most calls of a moment are for the same. `null` = none, or it was taken out. */
  #lastAnswered: string | null = null;

  /** @param keys in the order of their first turn; a value that comes again under another variable counts once. */
  constructor(keys: readonly ApiKey[], clock: Clock) {
    const distinct = keys.filter(({ value }, at) => keys.findIndex((key) => key.value === value) === at);
    this.#keys = distinct.map((key, place) => ({
      place,
      key: new RedactedApiKey(key),
      fingerprint: fingerprintOf(key.value),
      cooldowns: new KeyCooldowns(clock),
    }));
    this.#byVariable = new Map(this.#keys.map((pooled) => [pooled.key.variable, pooled]));
    this.#clock = clock;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** How many keys are in cooldown, be it for one model. */
  get inCooldown(): number {
    return this.#keys.filter(({ cooldowns }) => cooldowns.isInCooldown).length;
  }

  /** How many keys can be taken for a model now. */
  available(model = NO_MODEL, except = NONE): number {
    return this.#but(except).filter(({ cooldowns }) => cooldowns.cooldownFor(model) === null).length;
  }

  /**
   * The key whose turn it is, or that of a session, which takes no turn; `null` = all are in cooldown (`cooldownMs`
   * says for how long), or there are none.
   */
  take(model = NO_MODEL, except = NONE, session: Fingerprint | null = null): ApiKey | null {
    const own = session && this.#ofSession(session, model, except);
    if (own) return own.key;
    const taken = this.#free(model, except) ?? this.#forTrial(this.#inTurn(except), model);
    if (!taken) return null;
    this.#next = (taken.place + 1) % this.#keys.length;
    return taken.key;
  }

  /** The next one that can be taken: with a thousand keys as quickly as with two. */
  #free(model: string, except: ReadonlySet<string>): PooledKey | undefined {
    const { length } = this.#keys;
    for (let step = 0; step < length; step += 1) {
      const pooled = this.#keys[(this.#next + step) % length]!;
      if (!except.has(pooled.key.variable) && pooled.cooldowns.cooldownFor(model) === null) return pooled;
    }
    return undefined;
  }

  /** Among those that can be taken the one that the session draws highest for. */
  #ofSession(session: Fingerprint, model: string, except: ReadonlySet<string>): PooledKey | null {
    let best: PooledKey | null = null;
    let highest = 0;
    for (const pooled of this.#keys) {
      if (except.has(pooled.key.variable) || pooled.cooldowns.cooldownFor(model) !== null) continue;
      const draw = drawOf(session, pooled.fingerprint);
      if (draw > highest) [best, highest] = [pooled, draw];
    }
    return best;
  }

  #inTurn(except: ReadonlySet<string>): PooledKey[] {
    const inTurn = [...this.#keys.slice(this.#next), ...this.#keys.slice(0, this.#next)];
    return inTurn.filter(({ key }) => !except.has(key.variable));
  }

  /** `key` got an answer: it is good again, and the provider answers. */
  answered(key: ApiKey, model = NO_MODEL): void {
    this.#find(key)?.cooldowns.answered();
    // Not for nothing: each change of a set costs more than to look.
    if (this.#refused.size > 0) this.#refused.clear();
    if (this.#lastAnswered !== model) keep(model, this.#answeredModels);
    this.#lastAnswered = model;
    const { size } = this.#limitedTogether;
    if (size > 0 && this.#limitedTogether.delete(model)) this.#shortenAll(model, 0);
  }

  /** How often requests with `key` were answered so far. */
  answersOf(key: ApiKey): number {
    return this.#find(key)?.cooldowns.answers ?? 0;
  }

  /**
   * One call was limited with each of the keys: it may ask for more than any of them gives. If the model was answered
   * since this was said the last time, the keys are back in a second; else the limits are what they say, and one of the
   * keys is tried every few seconds all the same: that one call may have come first again.
   */
  limitedTogether(model: string): void {
    if (this.#lastAnswered === model) this.#lastAnswered = null;
    if (this.#answeredModels.delete(model)) this.#shortenAll(model, DOUBTFUL_LIMIT_MS);
    else keep(model, this.#limitedTogether);
  }

  /** The provider refused `key` for what says something about keys; nothing rests for that yet. */
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

  /** Puts a key into cooldown for as long as `error` says; a key of another pool is none of ours. */
  rest(key: ApiKey, error: GatewayError, model = NO_MODEL): void {
    const pooled = this.#find(key);
    if (!pooled || this.size === 1 || !pooled.cooldowns.report(error, model)) return;
    this.#nextTrialMs = this.#clock.monotonicMs() + TRIAL_MS;
  }

  /** Milliseconds until the first key comes back; `null` = no need to wait: one is available, or there are none. */
  cooldownMs(model = NO_MODEL, except = NONE): number | null {
    const first = this.#firstBack(model, except);
    if (!first || this.available(model, except) > 0) return null;
    return Math.ceil(first.untilMs - this.#clock.monotonicMs());
  }

  /** Why the key that comes back first is in cooldown; for a pool whose keys all are. */
  cooldownCode(model = NO_MODEL): ErrorCode {
    return this.#firstBack(model)?.code ?? 'provider.rate_limited';
  }

  #firstBack(model: string, except = NONE): KeyCooldown | null {
    const cooldowns = this.#but(except).map((pooled) => pooled.cooldowns.cooldownFor(model));
    const running = cooldowns.filter((cooldown) => cooldown !== null);
    return running.toSorted((one, other) => one.untilMs - other.untilMs)[0] ?? null;
  }

  #but(except: ReadonlySet<string>): readonly PooledKey[] {
    return this.#keys.filter(({ key }) => !except.has(key.variable));
  }

  #find({ variable }: ApiKey): PooledKey | undefined {
    return this.#byVariable.get(variable);
  }

  #shortenAll(model: string, restMs: number): void {
    for (const { cooldowns } of this.#keys) cooldowns.shorten(model, restMs);
  }

  /**
   * Of keys that are all in cooldown, every few seconds one whose pause the provider did not name, or one that is
   * limited together with all others.
   */
  #forTrial(inTurn: readonly PooledKey[], model: string): PooledKey | undefined {
    const nowMs = this.#clock.monotonicMs();
    const doubtful = this.#limitedTogether.has(model) ? inTurn[0] : undefined;
    const found = inTurn.find(({ cooldowns }) => cooldowns.isWorthATrial(model)) ?? doubtful;
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

/** Among the latest of them. */
function keep(model: string, models: Set<string>): void {
  models.delete(model);
  models.add(model);
  const [oldest] = models;
  if (models.size > MAX_MODELS && oldest !== undefined) models.delete(oldest);
}
