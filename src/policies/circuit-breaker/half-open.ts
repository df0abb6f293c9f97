import type { Clock } from '../../common/clock.js';
import type { BreakerOptions } from './breaker-options.js';
import type { PermitListener } from './breaker-permit.js';
import { ModelRecord } from './model-record.js';

/** With each probe whose answer begins, so many more may wait at once. */
const PROBES_PER_ANSWER = 2;

/** What comes of a half-open breaker. */
export interface HalfOpenVerdicts {
  /** The model is back. */
  close(): void;
  /** Asking is hopeless still. */
  open(): void;
}

interface Probe {
  readonly sinceMs: number;
}

/**
 * The probes of a half-open breaker: one at first, and more as answers begin, so that a model that comes back is not
 * met by all that waited for it. They are judged by the share of failures, too: a model that answers one request of two
 * would not get through by probes that must all be good. That an answer began lets more probes through; whether the
 * model is back is judged at the ends of answers.
 */
export class HalfOpen {
  readonly state = 'half-open';
  private readonly record: ModelRecord;
  /** Those whose answer has not begun, the oldest first. */
  private readonly waiting = new Set<Probe>();
  private begun = 0;
  private ended = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: BreakerOptions,
    private readonly verdicts: HalfOpenVerdicts,
  ) {
    this.record = new ModelRecord(clock, { ...options, minimumCalls: 1 });
  }

  /** Milliseconds until asking again is worth it; 0 = a probe may go now. */
  waitMs(): number {
    const nowMs = this.clock.monotonicMs();
    const { probePatienceMs, openMs } = this.options;
    for (const probe of this.waiting)
      if (nowMs - probe.sinceMs >= probePatienceMs) this.waiting.delete(probe);
    if (this.waiting.size < 1 + this.begun * PROBES_PER_ANSWER) return 0;
    const [oldest] = this.waiting;
    return Math.min(openMs, (oldest?.sinceMs ?? nowMs) + probePatienceMs - nowMs);
  }

  /** Sends a probe. */
  probe(): PermitListener {
    const probe: Probe = { sinceMs: this.clock.monotonicMs() };
    this.waiting.add(probe);
    return {
      began: () => {
        this.waiting.delete(probe);
        this.begun += 1;
        this.record.began();
      },
      ended: () => {
        this.record.ended();
        this.ended += 1;
        if (this.ended >= this.options.closingProbes) this.verdicts.close();
      },
      failed: (how) => {
        // One that nothing waits for any more tells of an older moment.
        const isCurrent = this.waiting.delete(probe) || how.hasBegun;
        if (isCurrent && this.record.failed(how)) this.verdicts.open();
      },
      released: () => void this.waiting.delete(probe),
    };
  }
}
