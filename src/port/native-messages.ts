import type { Fields } from '../common/fields.js';
import type { Completion, ModelRequest, StreamPart } from './canonical.js';
import type { Attempt } from './attempt.js';

/** A request of Anthropic's Messages API, OpenAI's Responses API or Gemini's, as its caller wrote it. */
export interface NativeRequest extends ModelRequest {
  /** With the provider's own name of the model, where the body has one. */
  readonly body: Fields;
  /** Those that say how it is to be read: `anthropic-version`, `anthropic-beta`; of other APIs none. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer as its provider wrote it, and what was read of it. */
export interface NativeAnswer {
  readonly completion: Completion;
  /** `null` = it came in another form than was asked for, and is what was read of it. */
  readonly body: Fields | null;
  /** The body in the provider's own bytes; left out where something of it was changed. */
  readonly text?: string;
}

/**
 * A provider's Messages API for those who speak it themselves: nothing is translated, and what the gateway has to know
 * of an answer is read beside it. It throws what the provider's other methods throw.
 */
export interface NativeMessages {
  /** Whether a model is asked by this API; left out = each is. */
  serves?(model: string): boolean;

  complete(request: NativeRequest, attempt: Attempt): Promise<NativeAnswer>;

  /** Ends as `LlmProvider.stream` does; each part has the events that it was read from, unless other ones came. */
  stream(request: NativeRequest, attempt: Attempt): AsyncIterable<StreamPart>;

  /** Tokens of the request, as the provider counts them; left out where it counts none. */
  countTokens?(request: NativeRequest, attempt: Attempt): Promise<number>;
}
