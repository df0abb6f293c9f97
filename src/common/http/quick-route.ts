import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogFields } from './log-fields.js';

/** A POST that is served without the framework, as long as its request is like most. */
export interface QuickRoute {
  /** As it stands in a request, without a query. */
  readonly path: string;
  /** Its pattern, as logs and metrics have it. */
  readonly pattern: string;
  /**
   * The body is whole. What it throws is answered as an error.
   * @param body it as JSON.
   */
  handle(quick: QuickRequest, body: object): void;
}

/** One request on its way past the framework, and all that it carries. */
export interface QuickRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The same for all requests that come with one key; `null` = it was let in without one. */
  readonly callerId: string | null;
  /** Until a stream begins. */
  readonly body: Buffer;
  readonly bodyBytes: number;
  /** Since the head of the request was read, in milliseconds. */
  readonly ageMs: number;
  /** When the caller stops waiting for its answer, by the monotonic clock; `null` = it did not say. */
  readonly callersEndMs: number | null;
  /** Called when the caller leaves before the answer is complete, or the gateway drains. */
  onGone: (() => void) | null;
  /** What its log line says beyond HTTP. */
  note(fields: LogFields): void;
  /** @param headers of 200, beside those of every answer: names in turn with their values. */
  send(headers: string[], body: Buffer): void;
  /**
   * Begins a stream; `write` and `end` go on with it.
   * @param headers of 200: names in turn with their values.
   * @param onRoom called when there is room again after a `write` that left none.
   */
  beginStream(headers: string[], onRoom: () => void): void;
  /** @returns whether there is room for more. */
  write(bytes: Buffer): boolean;
  /** The stream is whole with these, which go out together. */
  end(pieces: readonly Buffer[]): void;
  /** From now on the request goes the usual way: the framework's own objects carry it. To be called once. */
  handOver(): void;
  /** Answers with an error. */
  refuse(error: unknown): void;
  /** The same after `handOver`, for what nobody foresaw: the end of an answer that has begun. */
  fail(error: unknown): void;
}
