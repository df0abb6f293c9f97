import type { Dispatcher } from 'undici';
import { atEndOfTurn } from '../end-of-turn.js';
import { AnswerReceiver } from './answer-receiver.js';
import { UpstreamAnswer, type UpstreamResponse } from './upstream-answer.js';

/** Headers as undici gives them: names in lower case. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Told of an answer as it comes; of nothing more once a reader has taken over. */
export interface ExchangeListener {
  /**
   * Left out = nothing has to be told before the end of a turn.
   * @param piece the last that came.
   * @param bytes of all that came and was not told, the piece included.
   * @returns whether it decides by them whether the next one may pass.
   */
  readonly wantsNow?: (piece: Buffer, bytes: number) => boolean;
  began(status: number, headers: RawHeaders): void;
  /**
   * @param piece all that came in one turn, or until it was wanted.
   * @param mayChange its bytes are the listener's to write on: nobody else has them.
   * @returns whether more may come at once; `resume` of the exchange says when, if not.
   */
  came(piece: Buffer, mayChange: boolean): boolean;
  ended(): void;
  failed(error: Error): void;
}

/** How the answer is read once a reader takes over. */
export interface ExchangeTerms {
  /** From the request to the head of the answer, in milliseconds. */
  readonly firstByteTimeoutMs: number;
  /** Of the whole body, in bytes, unpacked. */
  readonly maxBytes: number;
  /** Of a body that is read as a whole, in bytes, unpacked. */
  readonly maxWholeBytes: number;
  /** Of a body that is read as a whole: elements of arrays and members of objects. */
  readonly maxValues: number;
}

/** Nothing is added to it. */
const NONE: Buffer[] = [];

/**
 * So much does not wait for the end of its turn: Node reads two megabytes of a connection in one turn where they are
 * there, and a listener who has no room says so only once it is told.
 */
const MAX_UNTOLD_BYTES = 64 * 1024;

interface Head {
  readonly status: number;
  readonly headers: RawHeaders;
}

/**
 * A request on its way to a provider, whose answer is told by callbacks: promises cost several times as much for each
 * piece. Whoever cannot go on that way lets a reader take over, which gets what its listener has not taken.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  private listener: ExchangeListener | null = null;
  private receiver: AnswerReceiver | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private head: Head | null = null;
  /** What came and was not taken. */
  kept: Buffer[] = NONE;
  /** How many of them the listener was told of. */
  private told = 0;
  /** Of what it was not told of. */
  private untoldBytes = 0;
  private takenBytes = 0;
  /** When the request began, by `performance.now()`; `null` = it has not yet. */
  private startedMs: number | null = null;
  private isPaused = false;
  private isCancelled = false;
  private hasEnded = false;
  private failure: Error | null = null;

  constructor(private readonly terms: ExchangeTerms) {}

  /** To be called before anything comes, in the same turn in which the request is sent. */
  tell(listener: ExchangeListener): void {
    this.listener = listener;
    if (this.failure) listener.failed(this.failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.startedMs = performance.now();
    if (this.isCancelled) controller.abort(readerLeft());
    else this.receiver?.onRequestStart(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (this.receiver) {
      this.receiver.onResponseStart(controller, status, headers);
      return;
    }
    this.head = { status, headers };
    // The same in pieces of what was read, which they would hold as long as the answer takes.
    if (controller) controller.rawHeaders = null;
    this.listener?.began(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.receiver) {
      this.receiver.onResponseData(controller, piece);
      return;
    }
    const isFirst = this.kept.length === this.told;
    // An array that grows is made for many: each frame of a stream would have one of its own.
    if (this.kept.length === 0) this.kept = [piece];
    else this.kept.push(piece);
    // What was read at once comes as a piece for each chunk of HTTP: told together, most of a stream costs one step.
    this.untoldBytes = (isFirst ? 0 : this.untoldBytes) + piece.byteLength;
    const isMuch = this.untoldBytes >= MAX_UNTOLD_BYTES;
    if (isMuch || this.listener?.wantsNow?.(piece, this.untoldBytes)) this.tellPieces();
    else if (isFirst) atEndOfTurn(this.tellPieces);
  }

  onResponseEnd(): void {
    if (this.receiver) {
      this.receiver.onResponseEnd();
      return;
    }
    this.hasEnded = true;
    this.tellPieces();
    this.listener?.ended();
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (this.receiver) {
      this.receiver.onResponseError(controller, error);
      return;
    }
    this.failure = error;
    this.tellPieces();
    this.listener?.failed(error);
  }

  /** Tells what came and was not told yet: by itself at the end of each turn, and before the answer ends. */
  readonly tellPieces = (): void => {
    const { controller, kept, listener, told } = this;
    if (kept.length === told || !listener) return;
    this.told = kept.length;
    const isOne = kept.length === told + 1;
    const piece = isOne ? kept[told]! : Buffer.concat(told === 0 ? kept : kept.slice(told));
    // A reader counts what the listener has taken, and says which limit it is.
    if (this.takenBytes + piece.byteLength > this.terms.maxBytes) listener.failed(tooLarge());
    else if (!listener.came(piece, !isOne) && this.mayPause) this.pause(controller);
  };

  /** The pieces that came since the last call; they are the listener's from now on. */
  take(): readonly Buffer[] {
    const { kept } = this;
    this.kept = NONE;
    this.told = 0;
    for (const { byteLength } of kept) this.takenBytes += byteLength;
    return kept;
  }

  /** The same, where nobody needs the pieces any more. */
  drop(): void {
    for (const { byteLength } of this.kept) this.takenBytes += byteLength;
    this.kept = NONE;
    this.told = 0;
  }

  /** What was taken, and is not used after all. */
  putBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.kept = [bytes, ...this.kept];
    this.takenBytes -= bytes.byteLength;
  }

  /** The answer is whole: what little may follow passes unread, so that the connection serves again. */
  finish(): void {
    if (this.hasEnded || this.failure) return;
    this.take();
    this.handOver(null).finish();
  }

  /** More may come: the listener has room again. */
  resume(): void {
    this.isPaused = false;
    this.controller?.resume();
  }

  /** Nothing more is wanted: the connection ends. */
  cancel(): void {
    if (this.hasEnded || this.failure) return;
    this.isCancelled = true;
    this.controller?.abort(readerLeft());
  }

  /** A whole answer of so many bytes is within all limits, whatever is in it. */
  get harmlessBytes(): number {
    const { maxBytes, maxWholeBytes, maxValues } = this.terms;
    return Math.min(maxBytes, maxWholeBytes, maxValues);
  }

  /**
   * The answer for a reader who asks for it, from the first piece on that was not taken. To be called once.
   * @throws what the transport failed with, or the reason of the signal.
   */
  async respond(signal: AbortSignal, wantsEvents: boolean): Promise<UpstreamResponse> {
    const { takenBytes } = this;
    const receiver = this.handOver(signal);
    const { maxBytes, maxWholeBytes, maxValues } = this.terms;
    const terms = { maxBytes, maxWholeBytes, maxValues, wantsEvents, signal, takenBytes };
    return new UpstreamAnswer(await receiver.head, receiver, terms);
  }

  private handOver(signal: AbortSignal | null): AnswerReceiver {
    const { controller, head, failure, startedMs } = this;
    const { firstByteTimeoutMs } = this.terms;
    const receiver = new AnswerReceiver({ signal, firstByteTimeoutMs, startedMs });
    this.receiver = receiver;
    this.listener = null;
    // The reader pauses it anew where it has to.
    if (this.isPaused) this.resume();
    if (controller) {
      receiver.onRequestStart(controller);
      if (head) receiver.onResponseStart(controller, head.status, head.headers);
      for (const piece of this.take()) receiver.onResponseData(controller, piece);
    }
    if (failure) receiver.onResponseError(controller as Dispatcher.DispatchController, failure);
    else if (this.hasEnded) receiver.onResponseEnd();
    return receiver;
  }

  private get mayPause(): boolean {
    return !this.receiver && !this.hasEnded && this.failure === null;
  }

  private pause(controller: Dispatcher.DispatchController | null): void {
    this.isPaused = true;
    controller?.pause();
  }
}

function readerLeft(): Error {
  return new Error('The reader of this answer has left.');
}

function tooLarge(): Error {
  return new Error('More came than an answer may have.');
}
