import type { Clock } from '../../common/clock.js';
import { DEFAULT_BREAKER_OPTIONS } from './breaker-options.js';
import type { BreakerOptions } from './breaker-options.js';
import { ModelBreaker } from './model-breaker.js';
import type { BreakerState } from './model-breaker.js';

export interface CircuitBreakersOptions extends BreakerOptions {
  /**
   * So many breakers are remembered, one for each model and caller that asks for it: callers choose the names, and could
   * name any number. At least 1.
   */
  readonly maxBreakers: number;
}

export const DEFAULT_CIRCUIT_BREAKERS: CircuitBreakersOptions = Object.freeze({
  ...DEFAULT_BREAKER_OPTIONS,
  maxBreakers: 4_000,
});

export interface BreakerStatus {
  readonly provider: string;
  readonly model: string;
  readonly state: BreakerState;
}

interface Entry {
  readonly provider: string;
  readonly model: string;
  readonly callerId: string | null;
  readonly breaker: ModelBreaker;
}

/**
 * The breakers of this process: each caller has one for each provider and model that it called lately. What fails may be
 * what a caller asks, so that none of them keeps others from a model; an outage is found by each of them.
 */
export class CircuitBreakers {
  /** In the order of their last use, the latest at the end. */
  private readonly entries = new Map<string, Entry>();
  /** The one at the end: most calls of a moment ask for the same. */
  private last: Entry | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly options: CircuitBreakersOptions = DEFAULT_CIRCUIT_BREAKERS,
  ) {}

  /**
   * Ask anew for each call, and do not keep it: one that is not asked for may be forgotten.
   * @param callerId `null` = callers are not told apart, and share one.
   */
  of(provider: string, model: string, callerId: string | null = null): ModelBreaker {
    const { last } = this;
    if (last?.model === model && last.provider === provider && last.callerId === callerId)
      return last.breaker;
    const key = `${provider}\n${callerId ?? ''}\n${model}`; // neither an id nor a caller's has a line end
    const known = this.entries.get(key);
    if (known) this.entries.delete(key);
    else this.makeRoom();
    const breaker = known?.breaker ?? new ModelBreaker(this.clock, this.options);
    const entry = known ?? { provider, model, callerId, breaker };
    this.entries.set(key, entry);
    this.last = entry;
    return entry.breaker;
  }

  /** All models that are remembered, the longest unused first, each as the caller meets it who meets the worst. */
  list(): BreakerStatus[] {
    const models = new Map<string, BreakerStatus>();
    for (const { provider, model, breaker } of this.entries.values()) {
      const key = JSON.stringify([provider, model]);
      const known = models.get(key)?.state ?? 'closed';
      models.delete(key);
      models.set(key, { provider, model, state: worse(known, breaker.state) });
    }
    return [...models.values()];
  }

  /** Forgets the longest unused closed breaker; one that is not closed, only if there is no other. */
  private makeRoom(): void {
    if (this.entries.size < this.options.maxBreakers) return;
    const [oldest] = this.entries.keys();
    const forgotten = this.oldestClosed() ?? oldest;
    if (forgotten !== undefined) this.entries.delete(forgotten);
  }

  private oldestClosed(): string | undefined {
    for (const [key, { breaker }] of this.entries) if (breaker.state === 'closed') return key;
    return undefined;
  }
}

const FROM_GOOD_TO_BAD: readonly BreakerState[] = ['closed', 'half-open', 'open'];

function worse(one: BreakerState, other: BreakerState): BreakerState {
  return FROM_GOOD_TO_BAD.indexOf(one) > FROM_GOOD_TO_BAD.indexOf(other) ? one : other;
}
