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
}

export type { NativeAnswer, NativeRequest } from './native-messages.js';
