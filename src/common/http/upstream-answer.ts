import { ByteCollector } from '../byte-collector.js';
import { systemClock, type Clock } from '../clock.js';
import { turnOfLargeWork } from '../large-work.js';
import type { AnswerHead, PieceSource } from './answer-receiver.js';
import { unpacked } from './content-coding.js';
import { JsonShape, type JsonShapeLimits } from './json-shape.js';

/**
 * The limits of an answer: its bytes, those of one that is read as a whole, the values of such a one. `fixed` is one that
 * no setting changes.
 */
export type AnswerLimit = 'bytes' | 'whole-bytes' | 'values' | 'fixed';

/** An answer went over a limit; the adapter turns it into its provider's error. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';

  /** @param message what the answer has; shown to callers, and with nothing of it. */
  constructor(
    message: string,
    readonly limit: AnswerLimit,
  ) {
    super(message);
  }
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
  /** Most elements of arrays and members of objects in JSON that is read as a whole; default: any number. */
  readonly maxValues?: number;
  /** Most bytes of JSON that is read as a whole; default: as many as any answer. */
  readonly maxWholeBytes?: number;
  /**
   * The whole body, as UTF-8; of a failure, what of it comes soon.
   * @param meter told how many bytes of memory a good body holds so far; what it throws ends the reading.
   */
  text(meter?: (heldBytes: number) => void): Promise<string>;
  /**
   * How the body begins, without blanks before it, read on until that is enough; it stays to be read. Bytes as Latin-1.
   * Empty = so is the body.
   */
  peek(isEnough: (beginning: string) => boolean): Promise<string>;
}

/** The body of a failure; a larger one is none that a provider sends. */
export const MAX_FAILURE_BYTES = 1024 * 1024;

/** As much of a beginning tells what a body is. */
const MAX_PEEKED_BYTES = 256;

const NO_BYTES = Buffer.alloc(0);
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * An event stream is handed on in pieces of this size at most. Readers parse a piece as a whole, so of a larger one a
 * slow caller would keep hundreds of parsed events waiting.
 */
const MAX_PIECE_BYTES = 4096;

/**
 * So much of an event stream, a few milliseconds' work, is read before other work gets its turn. Node reads two megabytes
 * of a connection in one turn where they are there, and of others as well. Nothing that was parsed waits meanwhile, and
 * the connection is not read on.
 */
const BYTES_PER_TURN = 64 * 1024;

/** How an upstream's answer may be read. Sizes are in bytes. */
export interface AnswerTerms {
  /** Of the whole body, unpacked. */
  readonly maxBytes: number;
  /** Of a body that is read as a whole, unpacked. Default: `maxBytes`. */
  readonly maxWholeBytes?: number;
  /** Of a body that is read as a whole: elements of arrays and members of objects. Default: any number. */
  readonly maxValues?: number;
  /** Another has read so much of it before, which counts. Default: nothing. */
  readonly takenBytes?: number;
  /** A stream of events was asked for. */
  readonly wantsEvents: boolean;
  readonly signal: AbortSignal | null;
  readonly clock?: Clock;
}

/** The media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream';

/** Status and headers already say what failed: the reader waits no longer than this for the words. */
const FAILURE_TEXT_MS = 2_000;

/**
 * Reading fails with `AnswerTooLargeError` once there are more than `maxBytes`, unpacked, of a failure more than
 * 1 MiB, or of a body that is read as a whole more than `maxValues` or `maxWholeBytes`. It fails with
 * `AnswerBrokenError` where the body breaks off, and with the reason of the signal where that ended it.
 */
export class UpstreamAnswer implements UpstreamResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly ok: boolean;
  readonly maxValues: number;
  readonly maxWholeBytes: number;
  private readonly pieces: PieceSource;
  private readonly maxBytes: number;
  private readonly maxPieceBytes: number;
  private readBytes: number;
  private rest: Uint8Array | null = null;
  /** Handed on since others had their turn. */
  private turnBytes = 0;

  constructor(
    { status, headers }: AnswerHead,
    source: PieceSource,
    private readonly terms: AnswerTerms,
  ) {
    this.status = status;
    this.headers = headers;
    this.ok = status >= 200 && status <= 299;
    this.pieces = unpacked(source, headers.get('content-encoding'));
    this.readBytes = terms.takenBytes ?? 0;
    const { maxBytes, maxValues = Infinity, maxWholeBytes = maxBytes, wantsEvents } = terms;
    this.maxValues = maxValues;
    this.maxWholeBytes = maxWholeBytes;
    this.maxBytes = this.ok ? maxBytes : Math.min(maxBytes, MAX_FAILURE_BYTES);
    this.maxPieceBytes = wantsEvents || isEventStream(headers) ? MAX_PIECE_BYTES : Infinity;
  }

  read(): Promise<Uint8Array | null> {
    if (this.turnBytes < BYTES_PER_TURN || this.maxPieceBytes === Infinity) return this.next();
    this.turnBytes = 0;
    return turnOfLargeWork().then(this.next);
  }

  private readonly next = (): Promise<Uint8Array | null> => {
    const { rest } = this;
    return rest ? Promise.resolve(this.handOn(rest)) : this.pieces.read().then(this.take, this.fail);
  };

  text(meter?: (heldBytes: number) => void): Promise<string> {
    return this.ok ? this.wholeText(meter) : this.failureText();
  }

  async peek(isEnough: (beginning: string) => boolean): Promise<string> {
    for (let bytes: Buffer = NO_BYTES; ;) {
      const piece = await this.read();
      bytes = withoutBlanks(Buffer.concat([bytes, piece ?? NO_BYTES, this.rest ?? NO_BYTES]));
      const beginning = bytes.toString('latin1', 0, MAX_PEEKED_BYTES);
      const isKnown = piece === null || (beginning !== '' && isEnough(beginning));
      this.rest = isKnown && beginning !== '' ? bytes : null;
      if (isKnown) return beginning;
    }
  }

  finish(): void {
    this.rest = null;
    this.pieces.finish();
  }

  cancel(): void {
    this.rest = null;
    this.pieces.cancel();
  }

  private async wholeText(meter: (heldBytes: number) => void = () => undefined): Promise<string> {
    const body = new ByteCollector(this.maxBytes);
    const shape = new JsonShape(answerShape(this.maxValues));
    for (let piece = await this.read(); piece !== null; piece = await this.read()) {
      // Values cost many times their bytes once they are parsed; counted by piece, no other call waits for it.
      const exceeded = shape.add(piece);
      if (exceeded !== null) {
        this.cancel();
        throw exceeded === 'maxDepth' ? tooDeep() : tooManyValues(this.maxValues);
      }
      if (body.length + piece.byteLength > this.maxWholeBytes) {
        this.cancel();
        throw new AnswerTooLargeError(`more than ${this.maxWholeBytes} bytes at once`, 'whole-bytes');
      }
      body.add(piece);
      this.measure(body, meter);
    }
    const text = new TextDecoder().decode(body.whole());
    if (body.length > LARGE_BYTES) await turnOfLargeWork();
    return text;
  }

  private measure({ heldBytes }: ByteCollector, meter: (heldBytes: number) => void): void {
    try {
      meter(heldBytes);
    } catch (error) {
      this.cancel();
      throw error;
    }
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
    this.readBytes += piece.byteLength;
    if (this.readBytes > this.maxBytes) {
      this.cancel();
      const limit = this.ok ? 'bytes' : 'fixed';
      throw new AnswerTooLargeError(`more than ${this.maxBytes} bytes`, limit);
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
    const handed = isWhole ? piece : piece.subarray(0, this.maxPieceBytes);
    this.turnBytes += handed.byteLength;
    return handed;
  }
}

/**
 * Large JSON is decoded, parsed and written again: after so many bytes other work gets its turn between two such steps.
 */
export const LARGE_BYTES = 1024 * 1024;

/** What is read has to be written again, and `JSON.stringify` fails some thousand levels down. */
const MAX_ANSWER_DEPTH = 1_000;
/** So many may always be. */
const MIN_NODES = 1_000;

/** For an answer with more than `maxValues`, counted as `answerShape` does. */
export function tooManyValues(maxValues: number): AnswerTooLargeError {
  return new AnswerTooLargeError(`more than ${maxValues} values`, 'values');
}

/** Whether JSON, be it an answer or an event of one, is nested no deeper than may be. */
export function isWithinDepth(json: Uint8Array | string): boolean {
  // Each level takes two bytes at least.
  if (json.length <= 2 * MAX_ANSWER_DEPTH) return true;
  const bytes = typeof json === 'string' ? Buffer.from(json) : json;
  return new JsonShape({ maxDepth: MAX_ANSWER_DEPTH, maxValues: Infinity }).add(bytes) === null;
}

export function tooDeep(): AnswerTooLargeError {
  return new AnswerTooLargeError(`more than ${MAX_ANSWER_DEPTH} levels of nesting`, 'fixed');
}

/** What JSON that is read as a whole may look like. */
export function answerShape(maxValues: number): JsonShapeLimits {
  return { maxDepth: MAX_ANSWER_DEPTH, maxValues, maxNodes: Math.max(MIN_NODES, maxValues) };
}

function isEventStream(headers: Headers): boolean {
  return /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}

function withoutBlanks(bytes: Buffer): Buffer {
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (BLANKS.has(bytes[start] ?? -1)) start += 1;
  return bytes.subarray(start);
}
