import type { Fields } from '../../../src/common/fields.js';
import type { RecordedRequest } from '../../support/scripted-upstream/recorded-request.js';
import type { Asked, End, Failure, Heard, HeardFailure, HeardStream, Said } from '../neutral.js';

/** A request as it goes over the line. */
export interface WrittenRequest {
  readonly path: string;
  readonly body: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A failure as it goes over the line. */
export interface WrittenFailure {
  readonly status: number;
  readonly body: Fields;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One API, from both of its sides: as callers and as providers write and read it. */
export interface Dialect {
  readonly name: string;
  readonly writeRequest: (asked: Asked, model: string) => WrittenRequest;
  readonly readRequest: (request: Pick<RecordedRequest, 'path' | 'body'>) => Asked;
  readonly writeAnswer: (said: Said) => Fields;
  /** The frames of a streamed answer. */
  readonly writeStream: (said: Said) => readonly string[];
  /**
   * So many frames of it say all that there is, and that it is over: a connection that ends, or breaks, behind them
   * takes nothing away. See docs/adr/0011-the-end-of-a-stream.md.
   */
  readonly framesUntilWhole: (frames: readonly string[], ending: 'end' | 'cut') => number;
  readonly readAnswer: (body: unknown) => Heard;
  /** @param isBroken the connection did not end as it should. */
  readonly readStream: (text: string, isBroken: boolean) => HeardStream;
  /** The API's own reasons of an end, and what they mean. */
  readonly ends: Readonly<Record<string, End>>;
  /** An answer that ends with one of them. */
  readonly writeEnd: (reason: string) => { readonly body: Fields; readonly frames: readonly string[] };
  readonly writeFailure: (failure: Failure) => WrittenFailure;
  /** The frame in which a stream tells of one. */
  readonly writeStreamFailure: (failure: Failure) => string;
  /** `null` = it is none of this API's. */
  readonly readFailure: (body: unknown, headers: Headers) => HeardFailure | null;
}
