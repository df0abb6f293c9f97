import type { Clock } from '../../common/clock.js';
import type { BreakerOptions } from './breaker-options.js';
import { settledOnce } from './breaker-permit.js';
import type { BreakerPermit } from './breaker-permit.js';
import { FailureCounter } from './failure-counter.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

export type BreakerEntry =
  | { readonly ok: true; readonly permit: BreakerPermit }
  /** `retryAfterMs`: from then on a call is let through as a probe. At least 1. */
  | { readonly ok: false; readonly retryAfterMs: number };

interface Closed {
  readonly state: 'closed';
  readonly counter: FailureCounter;
}
interface Open {
  readonly state: 'open';
  readonly untilMs: number;
}
interface Probe {
  readonly sinceMs: number;
}
interface HalfOpen {
  readonly state: 'half-open';
  probe: Probe | null;
}

/**
 * The breaker of one model. Closed, everything passes and is counted; open, nothing passes; half-open, one probe at a
 * time does, and its success closes the breaker.
 *
 * The states are kept here, and only the counting is cockatiel's: its `CircuitBreakerPolicy` reads `Date.now()`, wraps
 * functions that end where a stream begins, lets waiting calls queue behind a probe, and takes a caller's leaving for
 * a success.
 */
export class ModelBreaker {
  /** A new object with each change of state; a permit counts only in the phase it was given in. */
  private phase: Closed | Open | HalfOpen;

  constructor(
    private readonly clock: Clock,
    private readonly options: BreakerOptions,
  ) {
    this.phase = this.closed();
  }

  /** What a call would meet now: an open breaker whose time is up is half-open. */
  get state(): BreakerState {
    return this.phase.state === 'open' && this.openForMs(this.phase) <= 0 ? 'half-open' : this.phase.state;
  }

  tryEnter(): BreakerEntry {
    if (this.phase.state === 'closed') return { ok: true, permit: this.countedPermit(this.phase) };
    if (this.phase.state === 'half-open') return this.tryProbe(this.phase);
    const waitMs = this.openForMs(this.phase);
    if (waitMs > 0) return { ok: false, retryAfterMs: Math.ceil(waitMs) };
    const halfOpen: HalfOpen = { state: 'half-open', probe: null };
    this.phase = halfOpen;
    return this.tryProbe(halfOpen);
  }

  private tryProbe(phase: HalfOpen): BreakerEntry {
    const nowMs = this.clock.monotonicMs();
    const waitMs = phase.probe ? phase.probe.sinceMs + this.options.probePatienceMs - nowMs : 0;
    if (waitMs > 0) return { ok: false, retryAfterMs: Math.ceil(waitMs) };
    phase.probe = { sinceMs: nowMs };
    return { ok: true, permit: this.probePermit(phase, phase.probe) };
  }

  private countedPermit(phase: Closed): BreakerPermit {
    return settledOnce({
      succeeded: () => phase.counter.succeeded(),
      failed: () => {
        if (phase.counter.failed() && this.phase === phase) this.phase = this.open();
      },
      released: () => undefined,
    });
  }

  /** Any probe's success closes; only the latest one's failure opens, since an older one tells of an older moment. */
  private probePermit(phase: HalfOpen, probe: Probe): BreakerPermit {
    const isLatest = () => this.phase === phase && phase.probe === probe;
    return settledOnce({
      succeeded: () => {
        if (this.phase === phase) this.phase = this.closed();
      },
      failed: () => {
        if (isLatest()) this.phase = this.open();
      },
      released: () => {
        if (isLatest()) phase.probe = null;
      },
    });
  }

  private closed(): Closed {
    return { state: 'closed', counter: new FailureCounter(this.clock, this.options) };
  }

  private open(): Open {
    return { state: 'open', untilMs: this.clock.monotonicMs() + this.options.openMs };
  }

  private openForMs({ untilMs }: Open): number {
    return untilMs - this.clock.monotonicMs();
  }
}
