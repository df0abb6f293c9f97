import type { Dispatcher } from 'undici';

/** The beginning of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** Bytes that are read one piece after the other, by one reader. */
export interface PieceSource {
  /** The next piece; `null` = that was all. One at a time. */
  read(): Promise<Uint8Array | null>;
  /** Nothing more is wanted; a `read` that waits gets `null`. */
  cancel(): void;
}

/** With so much waiting for the reader, the connection is not read on. */
const MAX_WAITING_BYTES = 4096;

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

  constructor(private readonly signal: AbortSignal | null | undefined) {
    this.head = this.answer.promise;
    if (signal?.aborted) this.abort();
    else signal?.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure) controller.abort(this.failure.error);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // 100 Continue and 103 Early Hints come before the answer.
    if (status >= 200) this.answer.resolve({ status, headers: toHeaders(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
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
    if (this.hasEnded) return Promise.resolve(null);
    this.reader = Promise.withResolvers();
    return this.reader.promise;
  }

  cancel(): void {
    if (this.hasEnded || this.failure) return;
    this.onResponseEnd();
    this.waiting = [];
    this.controller?.abort(new Error('Nobody reads this answer any longer.'));
  }

  private readonly abort = (): void => {
    const reason = toError(this.signal?.reason);
    this.fail(reason);
    this.controller?.abort(reason);
  };

  /** What came before it can still be read, unless it was our side that ended it. */
  private fail(error: Error): void {
    if (this.hasEnded || this.failure) return;
    this.failure = { error };
    if (this.signal?.aborted) this.waiting = [];
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
    this.signal?.removeEventListener('abort', this.abort);
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
