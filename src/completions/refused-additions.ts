import type { Clock } from '../common/clock.js';

export interface RefusedAdditionsOptions {
  /** Models that something is remembered of, at most; the one that was not asked for longest is forgotten first. */
  readonly maxModels: number;
  /** After so many milliseconds an addition is sent again: a server may have learnt it. */
  readonly lifetimeMs: number;
}

export const DEFAULT_REFUSED_ADDITIONS: RefusedAdditionsOptions = Object.freeze({
  maxModels: 1_000,
  lifetimeMs: 3_600_000,
});

/** Monotonic times of forgetting, by the name of the parameter. */
type Refusals = ReadonlyMap<string, number>;

const NONE: ReadonlySet<string> = new Set();

/** Which of the gateway's own additions to requests a model of a provider refuses, so that it is asked without them. */
export class RefusedAdditions {
  /** The model that was asked last is last. */
  private readonly byModel = new Map<string, Refusals>();

  constructor(
    private readonly clock: Clock,
    private readonly options = DEFAULT_REFUSED_ADDITIONS,
  ) {}

  get size(): number {
    return this.byModel.size;
  }

  /** @param model by its name at the provider. */
  of(providerId: string, model: string): ReadonlySet<string> {
    const key = keyOf(providerId, model);
    const known = this.byModel.get(key);
    if (!known) return NONE;
    const nowMs = this.clock.monotonicMs();
    this.put(key, new Map([...known].filter(([, untilMs]) => untilMs > nowMs)));
    return new Set(this.byModel.get(key)?.keys());
  }

  remember(providerId: string, model: string, parameters: Iterable<string>): void {
    const key = keyOf(providerId, model);
    const untilMs = this.clock.monotonicMs() + this.options.lifetimeMs;
    const learnt = [...parameters].map((parameter) => [parameter, untilMs] as const);
    this.put(key, new Map([...(this.byModel.get(key) ?? []), ...learnt]));
  }

  private put(key: string, refusals: Refusals): void {
    this.byModel.delete(key);
    if (refusals.size > 0) this.byModel.set(key, refusals);
    const [oldest] = this.byModel.keys();
    if (this.byModel.size > this.options.maxModels && oldest !== undefined) this.byModel.delete(oldest);
  }
}

function keyOf(providerId: string, model: string): string {
  return `${providerId}/${model}`;
}
