import type { Dispatcher } from 'undici';
import { errors } from './undici-parts.js';

/** The beginning of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** Bytes that are read one piece after the other, by one reader. */
export interface PieceSource {
  /** The next piece; `null` = that was all. One at a time. */
  read(): Promise<Uint8Array | null>;
  /** Nothing more is wanted, and little should come: it may pass unread, so that its connection serves again. */
  finish(): void;
  /** Nothing more is wanted: the connection ends. A `read` that waits gets `null`, after `finish` as well. */
  cancel(): void;
}

interface ReceiverOptions {
  readonly signal: AbortSignal | null;
  /** From the request to the head of the answer, in milliseconds. */
  readonly firstByteTimeoutMs: number;
  /** When the request began, by `performance.now()`; `null` or left out = it is yet to begin. */
  readonly startedMs?: number | null;
}

/** With so much waiting for the reader, the connection is not read on. */
const MAX_WAITING_BYTES = 4096;

/** What may come behind an answer that is known to be whole. */
const MAX_PASSING_BYTES = 16 * 1024;
const MAX_PASSING_MS = 100;

/** Takes one answer from undici: its head, then its body as it is asked for. */
export class AnswerReceiver implements Dispatcher.DispatchHandler, PieceSource {
  /** Rejects with the reason of the signal, or with what the transport failed with. */
  readonly head: Promise<AnswerHead>;
  private readonly answer = Promise.withResolvers<AnswerHead>();
  private controller: Dispatcher.DispatchController | null = null;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private reader: PromiseWithResolvers<Uint8Array | null> | null = null;
  private hasEnded = false;
  private failure: { readonly error: Error } | null = null;
  /** Bytes that may still pass; `null` = they are wanted. */
  private passingBytes: number | null = null;
  private startedMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ReceiverOptions) {
    this.head = this.answer.promise;
    const { signal } = options;
    if (signal?.aborted) this.abort();
    else signal?.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.startedMs = this.options.startedMs ?? performance.now();
    if (this.failure) controller.abort(this.failure.error);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // The same in pieces of what was read, which they would hold as long as the answer takes.
    controller.rawHeaders = null;
    if (status < 200) {
      this.awaitHead();
      return;
    }
    clearTimeout(this.timer);
    this.answer.resolve(new ReceivedHead(status, headers));
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.passingBytes !== null) {
      this.passingBytes -= piece.byteLength;
      if (this.passingBytes < 0) this.cancel();
      return;
    }
    if (this.reader) {
      this.settle()?.resolve(piece);
      return;
    }
    this.waiting.push(piece);
    this.waitingBytes += piece.byteLength;
    if (this.waitingBytes > MAX_WAITING_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.hasEnded = true;
    this.letGo();
    this.settle()?.resolve(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  read(): Promise<Uint8Array | null> {
    const piece = this.waiting.shift();
    if (piece) {
      this.waitingBytes -= piece.byteLength;
      if (this.waitingBytes <= MAX_WAITING_BYTES) this.controller?.resume();
      return Promise.resolve(piece);
    }
    if (this.failure) return Promise.reject(this.failure.error);
    if (this.hasEnded || this.passingBytes !== null) return Promise.resolve(null);
    this.reader = Promise.withResolvers();
    return this.reader.promise;
  }

  finish(): void {
    if (this.hasEnded || this.failure || this.passingBytes !== null) return;
    this.passingBytes = MAX_PASSING_BYTES - this.waitingBytes;
    this.waiting = [];
    this.settle()?.resolve(null);
    this.timer = setTimeout(() => this.cancel(), MAX_PASSING_MS);
    this.controller?.resume();
  }

  cancel(): void {
    if (this.hasEnded || this.failure) return;
    this.onResponseEnd();
    this.waiting = [];
    this.controller?.abort(new Error('The reader of this answer has left.'));
  }

  private readonly abort = (): void => {
    const reason = toError(this.options.signal?.reason);
    this.fail(reason);
    this.controller?.abort(reason);
  };

  /** What comes before an answer, such as 103 Early Hints, starts undici's own time anew; ours goes on. */
  private awaitHead(): void {
    const leftMs = this.startedMs + this.options.firstByteTimeoutMs - performance.now();
    this.timer ??= setTimeout(() => {
      const error = new errors.HeadersTimeoutError();
      this.fail(error);
      this.controller?.abort(error);
    }, leftMs);
  }

  /** What came before it can still be read, unless it was our side that ended it. */
  private fail(error: Error): void {
    if (this.hasEnded || this.failure) return;
    this.failure = { error };
    if (this.options.signal?.aborted) this.waiting = [];
    this.letGo();
    this.answer.reject(error);
    this.settle()?.reject(error);
  }

  private settle(): PromiseWithResolvers<Uint8Array | null> | null {
    const { reader } = this;
    this.reader = null;
    return reader;
  }

  private letGo(): void {
    clearTimeout(this.timer);
    this.options.signal?.removeEventListener('abort', this.abort);
  }
}

/** Its headers are read by few: most answers end before anybody asks for them. */
class ReceivedHead implements AnswerHead {
  private read: Headers | null = null;

  constructor(
    readonly status: number,
    private readonly raw: Readonly<Record<string, string | string[] | undefined>>,
  ) {}

  get headers(): Headers {
    return (this.read ??= toHeaders(this.raw));
  }
}

function toHeaders(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(raw)) {
    for (const value of Array.isArray(values) ? values : [values]) headers.append(name, value);
  }
  return headers;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The request was aborted.', { cause: reason });
}
