import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../../common/clock.js';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import { guarded } from './upstream-http.js';
import type { UpstreamCall } from './upstream-failure.js';

/** Told by whoever understands a stream to whoever reads it. */
export interface AnswerProgress {
  /** The provider has said why it stopped. */
  isOver: boolean;
}

export interface StreamTerms {
  readonly signal: AbortSignal;
  readonly call: UpstreamCall;
  readonly clock: Clock;
  readonly progress: AnswerProgress;
}

/** An answer that is over may still be counted; for longer than this nobody waits for a connection that stays open. */
export const END_GRACE_MS = 5_000;

/**
 * The events of a streamed answer, as they come; an event that is cut off at the end is none. Leaving early cancels the
 * request. No generator: an open stream costs what waits in it.
 * @throws GatewayError of the families `provider` and `client`.
 */
export class EventReader implements AsyncIterableIterator<EventSourceMessage, undefined> {
  private readonly events: EventSourceMessage[] = [];
  private readonly parser = createParser({ onEvent: (event) => this.events.push(event) });
  private readonly decoder = new TextDecoder();
  private endsAtMs: number | null = null;

  constructor(
    private readonly response: UpstreamResponse,
    private readonly terms: StreamTerms,
  ) {}

  async next(): Promise<IteratorResult<EventSourceMessage, undefined>> {
    try {
      for (;;) {
        const value = this.events.shift();
        if (value) return { done: false, value };
        const piece = await this.read();
        if (piece === null) return await this.return();
        this.parser.feed(this.decoder.decode(piece, { stream: true }));
      }
    } catch (error) {
      this.response.cancel();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<EventSourceMessage, undefined>> {
    this.response.cancel();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private read(): Promise<Uint8Array | null> {
    const { signal, call, clock, progress } = this.terms;
    const piece = guarded(signal, call, () => this.response.read());
    if (!progress.isOver) return piece;
    this.endsAtMs ??= clock.monotonicMs() + END_GRACE_MS;
    return orNull(piece, Math.max(0, this.endsAtMs - clock.monotonicMs()), clock);
  }
}

/** `null` = it did not come in time. */
function orNull<T>(work: Promise<T>, timeoutMs: number, clock: Clock): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.setTimer(timeoutMs, () => resolve(null));
    work.then(resolve, reject).finally(cancelTimer);
  });
}
