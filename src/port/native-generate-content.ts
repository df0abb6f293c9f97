import type { Fields } from '../common/fields.js';
import type { CompletionUsage, StreamPart } from './canonical.js';
import type { Attempt } from './attempt.js';
import type { NativeAnswer, NativeRequest } from './native-messages.js';

/** An answer that no model wrote, such as a count or vectors, as its provider wrote it. */
export interface NativeResult {
  readonly body: Fields;
  /** The body in the provider's own bytes. */
  readonly text?: string;
  /** What it says that was read; `null` = nothing. */
  readonly usage: CompletionUsage | null;
}

/**
 * A provider's own API of Gemini's form, for those who speak it themselves: nothing is translated, and what the gateway
 * has to know of an answer is read beside it. It throws what the provider's other methods throw.
 */
export interface NativeGenerateContent {
  complete(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer>;

  /** The body of a request for contents as it is sent. */
  wireRequest(request: NativeRequest): object;

  /** Ends as `LlmProvider.stream` does; each part has the chunks that it was read from. */
  stream(request: NativeRequest, attempt: Attempt): AsyncIterable<StreamPart>;

  /** Tokens of a request of `:countTokens`, as the provider counts them. */
  countTokens(request: NativeRequest, attempt: Attempt): Promise<NativeResult>;

  /** Vectors. @param method `embedContent` or `batchEmbedContents`, which have bodies of their own. */
  embed(
    method: 'embedContent' | 'batchEmbedContents',
    request: NativeRequest,
    attempt: Attempt,
  ): Promise<NativeResult>;
}
