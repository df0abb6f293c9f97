import type { UpstreamExchange } from '../../common/http/upstream-exchange.js';
import type { LimitHeaders } from '../../port/llm-provider.js';
import type { CallPermit } from '../call-permit.js';
import { giveBack, type Lease } from '../provider-health.js';
import type { SeenAnswer } from '../seen-answer.js';

/** What came of a stream so far. Times in milliseconds. */
export interface BegunStream {
  readonly seen: SeenAnswer;
  readonly firstPartMs: number | null;
  readonly firstTokenMs: number | null;
  /** Waited since the last word. */
  readonly waitedMs: number;
  /** `false` = its time in all passed while the reader had no room, which says nothing against the provider. */
  readonly hadItsTime: boolean;
}

/** A first attempt whose request is on its way, with an answer that is not like most: the usual way takes it over. */
export class BegunAttempt {
  private isTaken = false;

  constructor(
    readonly lease: Lease,
    readonly exchange: UpstreamExchange,
    /** When it began, on the monotonic clock. */
    readonly startedMs: number,
    /** What the head of its answer says of the provider's limits, as far as it is known. */
    readonly limitHeaders: LimitHeaders,
    /** Of its call, which was let in. */
    private permit: CallPermit | null,
    /** What came of its answer, where that has begun. */
    readonly answer: BegunStream | null = null,
  ) {}

  /** The call's permit belongs to the caller from now on; `null` = it has none. To be called once. */
  takePermit(): CallPermit | null {
    const { permit } = this;
    this.permit = null;
    return permit;
  }

  /** It is the caller's from now on. To be called once. */
  take(): this {
    this.isTaken = true;
    return this;
  }

  /** Nobody took it over, and nobody will. */
  discard(): void {
    if (this.isTaken) return;
    this.isTaken = true;
    this.exchange.cancel();
    giveBack(this.lease);
    this.permit?.release();
  }
}
