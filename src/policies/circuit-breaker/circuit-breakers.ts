import type { Clock } from '../../common/clock.js';
import { DEFAULT_BREAKER_OPTIONS } from './breaker-options.js';
import type { BreakerOptions } from './breaker-options.js';
import { ModelBreaker } from './model-breaker.js';
import type { BreakerState } from './model-breaker.js';

export interface CircuitBreakersOptions extends BreakerOptions {
  /** So many models are remembered: callers choose the names, and could name any number. At least 1. */
  readonly maxModels: number;
}

export const DEFAULT_CIRCUIT_BREAKERS: CircuitBreakersOptions = Object.freeze({
  ...DEFAULT_BREAKER_OPTIONS,
  maxModels: 1_000,
});

export interface BreakerStatus {
  readonly provider: string;
  readonly model: string;
  readonly state: BreakerState;
}

interface Entry {
  readonly provider: string;
  readonly model: string;
  readonly breaker: ModelBreaker;
}

/** The breakers of this process, one for each provider and model that was called lately. */
export class CircuitBreakers {
  /** In the order of their last use, the latest at the end. */
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly options: CircuitBreakersOptions = DEFAULT_CIRCUIT_BREAKERS,
  ) {}

  /** Ask anew for each call, and do not keep it: one that is not asked for may be forgotten. */
  of(provider: string, model: string): ModelBreaker {
    const key = JSON.stringify([provider, model]);
    const known = this.entries.get(key);
    if (known) this.entries.delete(key);
    else this.makeRoom();
    const entry = known ?? { provider, model, breaker: new ModelBreaker(this.clock, this.options) };
    this.entries.set(key, entry);
    return entry.breaker;
  }

  /** All that are remembered, the longest unused first. */
  list(): BreakerStatus[] {
    return Array.from(this.entries.values(), ({ provider, model, breaker }) => ({
      provider,
      model,
      state: breaker.state,
    }));
  }

  /** Forgets the longest unused closed breaker; one that is not closed, only if there is no other. */
  private makeRoom(): void {
    if (this.entries.size < this.options.maxModels) return;
    const [oldest] = this.entries.keys();
    const forgotten = this.oldestClosed() ?? oldest;
    if (forgotten !== undefined) this.entries.delete(forgotten);
  }

  private oldestClosed(): string | undefined {
    for (const [key, { breaker }] of this.entries) if (breaker.state === 'closed') return key;
    return undefined;
  }
}
