import type { UpstreamExchange, RawHeaders } from '../common/http/upstream-exchange.js';
import type { Completion, CompletionRequest, FinishedPart, ModelRequest, StreamPart } from './canonical.js';
import type { Attempt, LimitHeaders } from './attempt.js';

/** What goes with a request that is relayed. */
export type RelayedAttempt = Pick<Attempt, 'requestId' | 'apiKey' | 'headers'>;

/**
 * How a provider whose own wire is the canonical form is asked at the least cost: its answer is told by callbacks, and
 * what is like most answers goes to the caller in the provider's own bytes. It only ever says "this is like most": what
 * is not, is read by `complete` and `stream` of the provider, from the same exchange.
 */
export interface ChatRelay {
  /** Whether its own wire is what this one is asked for in, as the model's rules have left it. */
  takes(request: ModelRequest): boolean;
  /**
   * Sends the request.
   * @param body it in JSON, where that is at hand: as it is sent, but for `stream`.
   */
  begin(
    request: CompletionRequest,
    attempt: RelayedAttempt,
    isStream: boolean,
    body?: Buffer | null,
  ): UpstreamExchange;
  /** Whether an answer with this head may be like most, and what it says of the provider's limits; `null` = it is not. */
  readHead(status: number, headers: RawHeaders, isStream: boolean): LimitHeaders | null;
  /**
   * A whole answer in which nothing has to be put right, so that its bytes may go out as they came; exactly what
   * `complete` would have made of it. `null` = something has to be.
   */
  readWhole(body: Buffer, request: CompletionRequest): Completion | null;
  /** Understands the frames of one stream. */
  frames(request: CompletionRequest, attempt: RelayedAttempt, wishes: FrameWishes): RelayedFrames;
}

/** What is wanted of the frames of a stream. */
export interface FrameWishes {
  /** The counts of tokens pass, too. */
  readonly wantsUsage: boolean;
  /** What the frames say is told, besides their bytes. */
  readonly wantsItems: boolean;
}

/** What the frames of some bytes of a stream said. */
export interface SeenFrames {
  /** Chunks, but for those that say a text of the first choice and nothing else. */
  readonly parts: readonly StreamPart[];
  /** How many such texts there were, and their characters in UTF-16. */
  readonly texts: number;
  readonly characters: number;
  /** All of it in its order, a text as itself; empty unless it is wanted. */
  readonly items: readonly SeenItem[];
}

export type SeenItem = string | StreamPart;

/** What came of some bytes of a stream. */
export interface TakenFrames extends SeenFrames {
  /** What goes to the caller. */
  readonly passed: Buffer;
  /** `done` = the next frame is the mark of the end; `odd` = the next one is not like most, and nothing more is taken. */
  readonly how: 'usual' | 'done' | 'odd';
  /** What was not taken: of `usual`, the beginning of a frame. */
  readonly left: Buffer;
}

/** The frames of one stream, taken as they come. */
export interface RelayedFrames {
  /**
   * Not to be called again after an odd frame, or the mark of the end.
   * @param mayChange the bytes of the piece may be written on: what passes stands where they stood.
   */
  take(piece: Buffer, mayChange: boolean): TakenFrames;
  /** The good end of a stream that ended with its mark; `null` = `resume` says what is wrong with it. */
  finish(): FinishedPart | null;
  /** The rest of the stream, from what its exchange has kept, read as all streams are. */
  resume(exchange: UpstreamExchange, attempt: Attempt): AsyncIterable<StreamPart>;
}
