import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { transportFault } from '../../common/http/transport-errors.js';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import { fromTransport } from './upstream-http.js';
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

/** What an event says; `null` = that was the last one that counts. */
export type ReadEvent<T> = (event: EventSourceMessage) => { readonly value: T } | null;

/**
 * What the events of a streamed answer say, as they come; an event that is cut off at the end is none. Leaving early
 * cancels the request. No generator: an open stream costs what waits in it.
 * @throws GatewayError of the families `provider` and `client`, and what `readEvent` throws.
 */
export class EventReader<T> implements AsyncIterableIterator<T, undefined> {
  private readonly events: EventSourceMessage[] = [];
  private readonly parser = createParser({ onEvent: (event) => this.events.push(event) });
  private readonly decoder = new TextDecoder();
  private endsAtMs: number | null = null;

  constructor(
    private readonly response: UpstreamResponse,
    private readonly terms: StreamTerms,
    private readonly readEvent: ReadEvent<T>,
  ) {}

  async next(): Promise<IteratorResult<T, undefined>> {
    try {
      for (;;) {
        const event = this.events.shift();
        if (event) {
          const said = this.readEvent(event);
          return said ? { done: false, value: said.value } : this.end('finish');
        }
        const piece = await this.read();
        if (piece === null) return this.end('cancel');
        this.parser.feed(this.decoder.decode(piece, { stream: true }));
      }
    } catch (error) {
      this.end('cancel');
      throw this.reasonOf(error);
    }
  }

  return(): Promise<IteratorResult<T, undefined>> {
    return Promise.resolve(this.end(this.terms.progress.isOver ? 'finish' : 'cancel'));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private read(): Promise<Uint8Array | null> {
    const { clock, progress } = this.terms;
    const piece = this.response.read();
    if (!progress.isOver) return piece;
    this.endsAtMs ??= clock.monotonicMs() + END_GRACE_MS;
    return orNull(piece.catch(nullIfSilent), Math.max(0, this.endsAtMs - clock.monotonicMs()), clock);
  }

  /** Behind an answer that is over, the end of the body is on its way: the connection is kept for the next call. */
  private end(how: 'finish' | 'cancel'): IteratorResult<T, undefined> {
    this.response[how]();
    return { done: true, value: undefined };
  }

  private reasonOf(error: unknown): Error {
    const { signal, call } = this.terms;
    if (signal.aborted) return signal.reason as Error;
    return error instanceof GatewayError ? error : fromTransport(error, call);
  }
}

/** The transport may lose its patience sooner; then, too, nothing more came. */
function nullIfSilent(error: unknown): null {
  if (transportFault(error) === 'idle-timeout') return null;
  throw error;
}

/** `null` = it did not come in time. */
function orNull<T>(work: Promise<T>, timeoutMs: number, clock: Clock): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.setTimer(timeoutMs, () => resolve(null));
    work.then(resolve, reject).finally(cancelTimer);
  });
}
