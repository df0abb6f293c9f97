import { systemClock, type Clock } from '../clock.js';
import type { AnswerHead, PieceSource } from './answer-receiver.js';
import { unpacked } from './content-coding.js';

/** An answer went over a limit; the adapter turns it into its provider's error. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** An answer broke off after its headers: reset, cut short, silent for too long, or not what its encoding says. */
export class AnswerBrokenError extends Error {
  override readonly name = 'AnswerBrokenError';
}

/** What a provider answered. Either `text`, or `read` until it gives `null`, or `finish`, or `cancel`: else its
 * connection stays. */
export interface UpstreamResponse extends PieceSource {
  /** Of the status: 200 to 299. */
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  /** The whole body, as UTF-8; of a failure, what of it comes soon. */
  text(): Promise<string>;
}

/** One event of a stream, or the body of a failure; larger ones are none that a provider sends. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/**
 * An event stream is handed on in pieces of this size at most. Readers parse a piece as a whole, so of a larger one a
 * slow caller would keep hundreds of parsed events waiting.
 */
const MAX_PIECE_BYTES = 4096;

const LF = 0x0a;
const CR = 0x0d;

/** @throws AnswerTooLargeError */
type PieceCheck = (piece: Uint8Array) => void;

export interface AnswerTerms {
  /** Of the whole body, unpacked. */
  readonly maxBytes: number;
  /** A stream of events was asked for: what comes is taken for one, unless it says that it is JSON or HTML. */
  readonly wantsEvents: boolean;
  readonly signal: AbortSignal | null;
  readonly clock?: Clock;
}

export const EVENT_STREAM = 'text/event-stream';

/** Status and headers already say what failed: the reader waits no longer than this for the words. */
const FAILURE_TEXT_MS = 2_000;

const FIRST_TEXT_BYTES = 16 * 1024;

/**
 * Reading fails with `AnswerTooLargeError` once there are more than `maxBytes`, unpacked, or where less is enough (one
 * event of a stream, the body of a failure) more than 1 MiB: the reader never buffers more. It fails with
 * `AnswerBrokenError` where the body breaks off, and with the reason of the signal where that ended it.
 */
export class UpstreamAnswer implements UpstreamResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly ok: boolean;
  private readonly pieces: PieceSource;
  private readonly checks: readonly PieceCheck[];
  private readonly maxPieceBytes: number;
  private rest: Uint8Array | null = null;

  constructor(
    { status, headers }: AnswerHead,
    source: PieceSource,
    private readonly terms: AnswerTerms,
  ) {
    this.status = status;
    this.headers = headers;
    this.ok = status >= 200 && status <= 299;
    this.pieces = unpacked(source, headers.get('content-encoding'));
    const { maxBytes, wantsEvents } = terms;
    const isEventStream = holdsEvents(headers, wantsEvents);
    const total = totalCheck(this.ok ? maxBytes : Math.min(maxBytes, MAX_EVENT_BYTES));
    this.checks = isEventStream ? [total, eventCheck()] : [total];
    this.maxPieceBytes = isEventStream ? MAX_PIECE_BYTES : Infinity;
  }

  read(): Promise<Uint8Array | null> {
    const { rest } = this;
    return rest ? Promise.resolve(this.handOn(rest)) : this.pieces.read().then(this.take, this.fail);
  }

  text(): Promise<string> {
    return this.ok ? this.wholeText() : this.failureText();
  }

  finish(): void {
    this.rest = null;
    this.pieces.finish();
  }

  cancel(): void {
    this.rest = null;
    this.pieces.cancel();
  }

  /** Copied together as it comes: a body in tiny pieces would cost many times its size as a list of them. */
  private async wholeText(): Promise<string> {
    let bytes = Buffer.allocUnsafe(FIRST_TEXT_BYTES);
    let used = 0;
    for (let piece = await this.read(); piece !== null; piece = await this.read()) {
      if (used + piece.byteLength > bytes.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(used + piece.byteLength, 2 * bytes.byteLength));
        bytes.copy(larger, 0, 0, used);
        bytes = larger;
      }
      bytes.set(piece, used);
      used += piece.byteLength;
    }
    return new TextDecoder().decode(bytes.subarray(0, used));
  }

  /** What came in time; nothing where it is too much, or cannot be read. */
  private async failureText(): Promise<string> {
    const { signal, clock = systemClock } = this.terms;
    const cancelTimer = clock.setTimer(FAILURE_TEXT_MS, () => this.cancel());
    try {
      return await this.wholeText();
    } catch (error) {
      if (signal?.aborted) throw error;
      return '';
    } finally {
      cancelTimer();
    }
  }

  private readonly take = (piece: Uint8Array | null): Uint8Array | null => {
    if (piece === null) return null;
    try {
      for (const check of this.checks) check(piece);
    } catch (error) {
      this.cancel();
      throw error;
    }
    return this.handOn(piece);
  };

  private readonly fail = (error: unknown): never => {
    if (this.terms.signal?.aborted) throw error;
    throw new AnswerBrokenError('the answer broke off', { cause: error });
  };

  private handOn(piece: Uint8Array): Uint8Array {
    const isWhole = piece.byteLength <= this.maxPieceBytes;
    this.rest = isWhole ? null : piece.subarray(this.maxPieceBytes);
    return isWhole ? piece : piece.subarray(0, this.maxPieceBytes);
  }
}

function holdsEvents(headers: Headers, wantsEvents: boolean): boolean {
  const type = headers.get('content-type') ?? '';
  if (/^text\/event-stream\b/i.test(type)) return true;
  return wantsEvents && !isOtherThanEvents(headers);
}

/** Some servers name no type for a stream, or an odd one; JSON and HTML are none. */
export function isOtherThanEvents(headers: Headers): boolean {
  return /^(application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '');
}

function totalCheck(maxBytes: number): PieceCheck {
  let total = 0;
  return (piece) => {
    total += piece.byteLength;
    if (total > maxBytes) throw new AnswerTooLargeError(`more than ${maxBytes} bytes`);
  };
}

/** An event ends with an empty line; a line with LF, CR or both. */
function eventCheck(): PieceCheck {
  let line = 0;
  let event = 0;
  let isAfterCr = false;
  return (piece) => {
    for (let index = 0; index < piece.byteLength; index += 1) {
      const byte = piece[index];
      if (byte === LF && isAfterCr) {
        isAfterCr = false;
        continue;
      }
      isAfterCr = byte === CR;
      const isBreak = byte === LF || byte === CR;
      if (!isBreak) event += 1;
      else if (line === 0) event = 0;
      line = isBreak ? 0 : line + 1;
      if (event > MAX_EVENT_BYTES) throw new AnswerTooLargeError('an event of more than 1 MiB');
    }
  };
}
