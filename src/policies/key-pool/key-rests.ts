import type { Clock } from '../../common/clock.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { restTimeMs } from './rest-time.js';

/** For how long a key is set aside, and why. */
export interface KeyRest {
  /** On the monotonic clock. */
  readonly untilMs: number;
  readonly code: ErrorCode;
  /** The provider named the pause itself. */
  readonly wasAsked: boolean;
}

/** Callers name models, and could have any number of them limited. */
const MAX_MODELS = 100;

/** The rests of one key: a refusal or a spent quota is about the key, a limit about one model with it. */
export class KeyRests {
  private whole: KeyRest | null = null;
  private readonly ofModels = new Map<string, KeyRest>();

  constructor(private readonly clock: Clock) {}

  /** The rest that keeps the key from being asked for this model now; it ends by itself. */
  restFor(model: string): KeyRest | null {
    return this.runningFor(model).toSorted((one, other) => other.untilMs - one.untilMs)[0] ?? null;
  }

  /** It rests for nothing but a refusal, and for no pause that the provider named. */
  isWorthATrial(model: string): boolean {
    return this.runningFor(model).every(
      ({ code, wasAsked }) => !wasAsked && code !== 'provider.rate_limited',
    );
  }

  /** For any model at all. */
  get isResting(): boolean {
    return this.isRunning(this.whole) || [...this.ofModels.values()].some((rest) => this.isRunning(rest));
  }

  /** Late news of a shorter rest does not cut a longer one short. False = the failure says nothing about the key. */
  report(error: GatewayError, model: string): boolean {
    const restMs = restTimeMs(error);
    if (restMs === null) return false;
    const { code, retryAfterMs } = error;
    const rest = { untilMs: this.clock.monotonicMs() + restMs, code, wasAsked: retryAfterMs !== null };
    if (error.traits.keyCooldown === 'model') this.keepForModel(model, rest);
    else if (rest.untilMs >= (this.whole?.untilMs ?? 0)) this.whole = rest;
    return true;
  }

  /** What the key was thought to be refused for was not about it, unless the provider asked for the pause. */
  forgive(): void {
    if (this.whole?.wasAsked === false) this.whole = null;
  }

  private keepForModel(model: string, rest: KeyRest): void {
    if (rest.untilMs < (this.ofModels.get(model)?.untilMs ?? 0)) return;
    this.ofModels.set(model, rest);
    for (const [name, known] of this.ofModels) {
      if (!this.isRunning(known) || this.ofModels.size > MAX_MODELS) this.ofModels.delete(name);
    }
  }

  private runningFor(model: string): KeyRest[] {
    return [this.whole, this.ofModels.get(model) ?? null].filter((rest) => this.isRunning(rest));
  }

  private isRunning(rest: KeyRest | null): rest is KeyRest {
    return rest !== null && rest.untilMs > this.clock.monotonicMs();
  }
}
