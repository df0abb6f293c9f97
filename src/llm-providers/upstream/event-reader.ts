import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { transportFault } from '../../common/http/transport-errors.js';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { AnswerProgress } from './answer-progress.js';
import { EventParser } from './event-parser.js';
import { unreadableAnswer, type UnreadableBody } from './unreadable-answer.js';
import { fromTransport } from './upstream-http.js';
import type { UpstreamCall } from './upstream-failure.js';
import { isEndMarker, isWholeData, toWireEvent, type WireEvent } from './wire-event.js';

/** How a streamed answer is read, whatever its wire. */
export interface StreamTerms {
  readonly signal: AbortSignal;
  readonly call: UpstreamCall;
  readonly clock: Clock;
  /** Told how many bytes of memory a whole answer, or a large event, holds so far; what it throws ends the reading. */
  readonly meterAnswer?: ((bytes: number) => void) | undefined;
  /** Told the JSON of a whole answer as it came, for those who hand it on. */
  readonly noteText?: ((text: string) => void) | undefined;
  /** Kept by the reader of the events. */
  readonly progress: AnswerProgress;
  /** The events that the wire names, if it names them. */
  readonly eventNames?: ReadonlySet<string>;
}

/** For so long more is waited for behind an answer that is over, and behind each piece of content that comes late. */
export const END_GRACE_MS = 5_000;

/** So many events are read before other calls get their turn: a stream of tiny ones would hold them up. */
const EVENTS_PER_TURN = 128;
/** Likewise pieces, which may be of one byte each, and many of them wait. */
const PIECES_PER_TURN = 64;

/** An event of fewer bytes is not worth counting. */
const LARGE_EVENT_BYTES = 1024 * 1024;

const NO_NAMES: ReadonlySet<string> = new Set();

/**
 * What the events of a streamed answer say, as they come, in all wires. Leaving early cancels the request. How a stream
 * ends: docs/adr/0011-the-end-of-a-stream.md. No generator: an open stream costs what waits in it.
 * @throws GatewayError of the families `provider` and `client`.
 */
export class EventReader implements AsyncIterableIterator<WireEvent, undefined> {
  private readonly parser: EventParser;
  private hasClosed = false;
  private hasEvents = false;
  private readBytes = 0;
  private events = 0;
  private piecesRead = 0;
  /** Of the event that is on its way. */
  private eventBytes = 0;
  private largestEventBytes = LARGE_EVENT_BYTES;
  private endsAtMs = 0;
  /** Pieces of content that had come when the grace began; `null` = it has not. */
  private gracedPieces: number | null = null;

  constructor(
    private readonly response: UpstreamResponse,
    private readonly terms: StreamTerms,
    /** How the body begins, for the log where it holds no event. */
    private readonly beginning = '',
  ) {
    const { maxValues, maxWholeBytes } = response;
    this.parser = new EventParser(maxValues, maxWholeBytes);
  }

  async next(): Promise<IteratorResult<WireEvent, undefined>> {
    try {
      for (;;) {
        const text = this.parser.shift();
        if (text === undefined) {
          if (this.hasClosed) return this.endOfBody();
          await this.readOn();
          continue;
        }
        this.hasEvents = true;
        this.eventBytes = 0;
        if (++this.events % EVENTS_PER_TURN === 0) await nextTurn();
        if (isEndMarker(text.data)) {
          this.terms.progress.hasEndMarker = true;
          return this.end('finish');
        }
        const { call, eventNames = NO_NAMES } = this.terms;
        const event = toWireEvent(text, eventNames, call);
        if (event) return { done: false, value: event };
      }
    } catch (error) {
      this.end('cancel');
      if (this.isWholeWithout(error)) return { done: true, value: undefined };
      throw this.reasonOf(error);
    }
  }

  return(): Promise<IteratorResult<WireEvent, undefined>> {
    return Promise.resolve(this.end(this.terms.progress.isOver ? 'finish' : 'cancel'));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws GatewayError where words came in place of a stream. */
  private endOfBody(): IteratorResult<WireEvent, undefined> {
    if (!this.hasEvents && /^[^:]/.test(this.beginning)) {
      const { beginning: text, readBytes: bytes, response, terms } = this;
      throw noStream({ text, bytes, contentType: response.headers.get('content-type') }, terms.call);
    }
    return this.end('cancel');
  }

  private async readOn(): Promise<void> {
    const piece = await this.read();
    if (++this.piecesRead % PIECES_PER_TURN === 0) await nextTurn();
    if (piece !== null) {
      this.readBytes += piece.byteLength;
      this.meterEvent(piece);
      return this.parser.feed(piece);
    }
    this.hasClosed = true;
    this.parser.end(isWholeData);
  }

  /** Small ones are not worth counting; a large one counts until the answer is over, since it has to go out yet. */
  private meterEvent({ byteLength }: Uint8Array): void {
    this.eventBytes += byteLength;
    if (this.eventBytes <= this.largestEventBytes) return;
    this.largestEventBytes = this.eventBytes;
    this.terms.meterAnswer?.(this.eventBytes);
  }

  /** `null` = nothing more will come. */
  private read(): Promise<Uint8Array | null> {
    const { clock, progress } = this.terms;
    const piece = this.response.read();
    if (!progress.isOver) return piece;
    const last = piece.catch(nullIfSilent);
    if (progress.mayStillBegin) return last;
    if (this.gracedPieces !== progress.pieces) {
      this.gracedPieces = progress.pieces;
      this.endsAtMs = clock.monotonicMs() + END_GRACE_MS;
    }
    return orNull(last, Math.max(0, this.endsAtMs - clock.monotonicMs()), clock);
  }

  /** Behind an answer that is over, the end of the body is on its way: the connection is kept for the next call. */
  private end(how: 'finish' | 'cancel'): IteratorResult<WireEvent, undefined> {
    this.response[how]();
    return { done: true, value: undefined };
  }

  /** The connection broke behind all that was to be said and counted: only the mark of the end is missing. */
  private isWholeWithout(error: unknown): boolean {
    const { signal, progress } = this.terms;
    if (signal.aborted || error instanceof GatewayError) return false;
    const fault = transportFault(error);
    const isBreak = fault === 'reset' || fault === 'cut-short';
    return isBreak && progress.isOver && progress.isCounted && !progress.mayStillBegin;
  }

  private reasonOf(error: unknown): Error {
    const { signal, call } = this.terms;
    if (signal.aborted) return signal.reason as Error;
    return error instanceof GatewayError ? error : fromTransport(error, call);
  }
}

/** Something else came, such as a page. */
export function noStream(body: UnreadableBody, call: UpstreamCall): GatewayError {
  return unreadableAnswer('it did not answer with the stream it was asked for', body, call);
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
