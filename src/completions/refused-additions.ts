import type { Clock } from '../common/clock.js';
import { RecentModels } from './recent-models.js';

/** How much is remembered of what models refuse, and for how long. */
export interface RefusedAdditionsOptions {
  /** Models that something is remembered of, at most; the one that was not asked for longest is forgotten first. */
  readonly maxModels: number;
  /** After so many milliseconds an addition is sent again: a server may have learnt it. */
  readonly lifetimeMs: number;
}

const DEFAULT_REFUSED_ADDITIONS: RefusedAdditionsOptions = Object.freeze({
  maxModels: 1_000,
  lifetimeMs: 3_600_000,
});

/** Monotonic times of forgetting, by the name of the parameter. */
type Refusals = ReadonlyMap<string, number>;

const NONE: ReadonlySet<string> = new Set();

/** Which of the gateway's own additions to requests a model of a provider refuses, so that it is asked without them. */
export class RefusedAdditions {
  private readonly models: RecentModels<Refusals>;

  constructor(
    private readonly clock: Clock,
    private readonly options = DEFAULT_REFUSED_ADDITIONS,
  ) {
    this.models = new RecentModels(options.maxModels);
  }

  /** Models that something is remembered of. */
  get size(): number {
    return this.models.size;
  }

  /** @param model by its name at the provider. */
  of(providerId: string, model: string): ReadonlySet<string> {
    const known = this.models.get(providerId, model);
    if (!known) return NONE;
    const nowMs = this.clock.monotonicMs();
    const kept = new Map([...known].filter(([, untilMs]) => untilMs > nowMs));
    this.put(providerId, model, kept);
    return new Set(kept.keys());
  }

  /** The model is asked without these from now on, for as long as the options say. */
  remember(providerId: string, model: string, parameters: Iterable<string>): void {
    const untilMs = this.clock.monotonicMs() + this.options.lifetimeMs;
    const learnt = [...parameters].map((parameter) => [parameter, untilMs] as const);
    this.put(providerId, model, new Map([...(this.models.get(providerId, model) ?? []), ...learnt]));
  }

  private put(providerId: string, model: string, refusals: Refusals): void {
    this.models.put(providerId, model, refusals.size > 0 ? refusals : null);
  }
}
