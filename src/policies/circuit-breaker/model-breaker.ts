import type { Clock } from '../../common/clock.js';
import type { BreakerOptions } from './breaker-options.js';
import { Permit, type BreakerPermit, type PermitListener } from './breaker-permit.js';
import { HalfOpen } from './half-open.js';
import { ModelRecord } from './model-record.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

export type BreakerEntry =
  | { readonly ok: true; readonly permit: BreakerPermit }
  /** `retryAfterMs`: from then on asking again is worth it. At least 1. */
  | { readonly ok: false; readonly retryAfterMs: number };

interface Closed {
  readonly state: 'closed';
  /** Told by all permits of this phase. */
  readonly listener: PermitListener;
}
interface Open {
  readonly state: 'open';
  readonly untilMs: number;
}

/**
 * The breaker of one model. Closed, everything passes and is counted; open, nothing passes; half-open, probes do, more
 * of them as they are answered. It opens only where asking is hopeless, so that a partial outage stays partial.
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
    if (this.phase.state === 'open') {
      const waitMs = this.openForMs(this.phase);
      if (waitMs > 0) return { ok: false, retryAfterMs: Math.ceil(waitMs) };
      this.phase = this.halfOpen();
    }
    const { phase } = this;
    if (phase.state === 'closed') return { ok: true, permit: new Permit(phase.listener) };
    const waitMs = phase.waitMs();
    if (waitMs > 0) return { ok: false, retryAfterMs: Math.ceil(waitMs) };
    return { ok: true, permit: new Permit(phase.probe()) };
  }

  private halfOpen(): HalfOpen {
    const phase: HalfOpen = new HalfOpen(this.clock, this.options, {
      close: () => this.moveOn(phase, this.closed()),
      open: () => this.moveOn(phase, this.open()),
    });
    return phase;
  }

  private closed(): Closed {
    const record = new ModelRecord(this.clock, this.options);
    const phase: Closed = {
      state: 'closed',
      listener: {
        began: () => record.began(),
        ended: () => record.ended(),
        failed: (how) => {
          if (record.failed(how)) this.moveOn(phase, this.open());
        },
        released: () => undefined,
      },
    };
    return phase;
  }

  private open(): Open {
    return { state: 'open', untilMs: this.clock.monotonicMs() + this.options.openMs };
  }

  /** Late news of a phase that is over change nothing. */
  private moveOn(from: Closed | HalfOpen, to: Closed | Open): void {
    if (this.phase === from) this.phase = to;
  }

  private openForMs({ untilMs }: Open): number {
    return untilMs - this.clock.monotonicMs();
  }
}
