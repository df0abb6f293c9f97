import type { Fields } from '../common/fields.js';
import type { StreamPart } from './canonical.js';
import type { Attempt } from './attempt.js';
import type { NativeAnswer, NativeRequest } from './native-messages.js';

/**
 * A provider's Responses API for those who speak it themselves: nothing is translated, and what the gateway has to know
 * of an answer is read beside it. It throws what the provider's other methods throw.
 */
export interface NativeResponses {
  complete(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer>;

  /** Ends as `LlmProvider.stream` does; each part has the events that it was read from, unless other ones came. */
  stream(request: NativeRequest, attempt: Attempt): AsyncIterable<StreamPart>;

  /** A conversation in fewer tokens: a list of items, to go on with in its place. */
  compact(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer>;

  /** Input tokens of the request, as the provider counts them; no model is run. */
  countTokens(request: NativeRequest, attempt: Attempt): Promise<number>;

  /**
   * What the provider says of a response that it keeps, as it wrote it.
   * @throws GatewayError `request.not_found` where it keeps no such response.
   */
  stored(request: StoredRequest, attempt: Attempt): Promise<Fields>;

  /**
   * The events of a response that the provider keeps, from the first one or behind the one that the query names, be it
   * one that failed; each part has one event, and nothing else. Ends as `LlmProvider.stream` does.
   * @throws GatewayError `request.not_found` where it keeps no such response.
   */
  storedEvents(request: StoredRequest, attempt: Attempt): AsyncIterable<StreamPart>;
}

/** What is asked about a response that a provider keeps. */
export interface StoredRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As the provider calls it. */
  readonly id: string;
  /** Behind the id: '' = the response itself, else `/input_items` or `/cancel`. */
  readonly part: string;
  /** With its question mark; '' = none. */
  readonly query: string;
}

export type { NativeAnswer, NativeRequest } from './native-messages.js';
