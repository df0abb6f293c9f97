import type { Clock } from '../../common/clock.js';
import type { ErrorCode, GatewayError } from '../../common/errors.js';
import { cooldownTimeMs } from './cooldown-time.js';

/** For how long a key is in cooldown, and why. */
export interface KeyCooldown {
  /** On the monotonic clock. */
  readonly untilMs: number;
  readonly code: ErrorCode;
  /** The provider named the pause itself. */
  readonly wasAsked: boolean;
}

/** Callers name models, and could have any number of them limited. */
const MAX_MODELS = 100;

/** The cooldowns of one key: a refusal or a spent quota is about the key, a limit about one model with it. */
export class KeyCooldowns {
  private whole: KeyCooldown | null = null;
  private readonly ofModels = new Map<string, KeyCooldown>();
  private answerCount = 0;
  /** It was refused once since its last answer. */
  private isSuspect = false;

  constructor(private readonly clock: Clock) {}

  /** The cooldown that keeps the key from being asked for this model now; it ends by itself. */
  cooldownFor(model: string): KeyCooldown | null {
    if (this.whole === null && this.ofModels.size === 0) return null;
    return this.runningFor(model).toSorted((one, other) => other.untilMs - one.untilMs)[0] ?? null;
  }

  /** It is in cooldown for nothing but a refusal, and for no pause that the provider named. */
  isWorthATrial(model: string): boolean {
    return this.runningFor(model).every(
      ({ code, wasAsked }) => !wasAsked && code !== 'provider.rate_limited',
    );
  }

  /** For any model at all. */
  get isInCooldown(): boolean {
    return (
      this.isRunning(this.whole) || [...this.ofModels.values()].some((cooldown) => this.isRunning(cooldown))
    );
  }

  /** How often requests with the key were answered. */
  get answers(): number {
    return this.answerCount;
  }

  /** Late news of a shorter cooldown does not cut a longer one short. False = the failure says nothing about the key, or not yet. */
  report(error: GatewayError, model: string): boolean {
    const cooldownMs = cooldownTimeMs(error);
    if (cooldownMs === null || this.isFirstSlip(error)) return false;
    const { code, retryAfterMs } = error;
    const cooldown = {
      untilMs: this.clock.monotonicMs() + cooldownMs,
      code,
      wasAsked: retryAfterMs !== null,
    };
    if (error.traits.keyCooldown === 'model') this.keepForModel(model, cooldown);
    else if (cooldown.untilMs >= (this.whole?.untilMs ?? 0)) this.whole = cooldown;
    return true;
  }

  /** The limits of a model may be those of one request: they end in so many milliseconds at most. */
  shorten(model: string, restMs: number): void {
    const known = this.ofModels.get(model);
    const untilMs = this.clock.monotonicMs() + restMs;
    if (known && known.untilMs > untilMs) this.ofModels.set(model, { ...known, untilMs });
  }

  /** What the key was thought to be refused for was not about it, unless the provider asked for the pause. */
  answered(): void {
    this.answerCount += 1;
    this.isSuspect = false;
    if (this.whole?.wasAsked === false) this.whole = null;
  }

  /** A key that was good is not thought to be bad for a single refusal; providers err, too. */
  private isFirstSlip({ code, retryAfterMs }: GatewayError): boolean {
    const isDoubtful = code === 'provider.auth_failed' && retryAfterMs === null && this.answerCount > 0;
    if (!isDoubtful || this.isSuspect) return false;
    this.isSuspect = true;
    return true;
  }

  private keepForModel(model: string, cooldown: KeyCooldown): void {
    if (cooldown.untilMs < (this.ofModels.get(model)?.untilMs ?? 0)) return;
    this.ofModels.set(model, cooldown);
    for (const [name, known] of this.ofModels) {
      if (!this.isRunning(known) || this.ofModels.size > MAX_MODELS) this.ofModels.delete(name);
    }
  }

  private runningFor(model: string): KeyCooldown[] {
    return [this.whole, this.ofModels.get(model) ?? null].filter((cooldown) => this.isRunning(cooldown));
  }

  private isRunning(cooldown: KeyCooldown | null): cooldown is KeyCooldown {
    return cooldown !== null && cooldown.untilMs > this.clock.monotonicMs();
  }
}
