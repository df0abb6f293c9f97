import { CircuitState, ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import type { Clock } from '../../common/clock.js';
import type { BreakerOptions } from './breaker-options.js';

/** cockatiel opens above its threshold; "at least" is a hair below it. */
const HAIR = 1e-9;

/**
 * Decides from successes and failures when enough is enough. Counts with cockatiel's breakers that know no time.
 * Its `SamplingBreaker` reads `Date.now()`, which jumps when the wall clock is set, and drops one old window a call,
 * so that the first calls after a quiet hour are judged with those before it. Here the sample is thrown away
 * once it is `sampleMs` old.
 */
export class FailureCounter {
  private readonly row: ConsecutiveBreaker;
  private sample: CountBreaker;
  private sampleStartMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: BreakerOptions,
  ) {
    this.row = new ConsecutiveBreaker(options.consecutiveFailures);
    this.sample = this.newSample();
    this.sampleStartMs = clock.monotonicMs();
  }

  succeeded(): void {
    this.row.success();
    this.currentSample().success(CircuitState.Closed);
  }

  /** True = the breaker should open. */
  failed(): boolean {
    const isRowFull = this.row.failure();
    const isShareReached = this.currentSample().failure(CircuitState.Closed);
    return isRowFull || isShareReached;
  }

  private currentSample(): CountBreaker {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.sampleStartMs >= this.options.sampleMs) {
      this.sample = this.newSample();
      this.sampleStartMs = nowMs;
    }
    return this.sample;
  }

  private newSample(): CountBreaker {
    const { failureShare, sampleSize, minimumCalls } = this.options;
    return new CountBreaker({
      threshold: failureShare - HAIR,
      size: sampleSize,
      minimumNumberOfCalls: minimumCalls,
    });
  }
}
