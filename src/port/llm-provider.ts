import type {
  Completion,
  CompletionRequest,
  Embeddings,
  EmbeddingRequest,
  StreamPart,
  TextCompletionRequest,
} from './canonical.js';
import type { ChatRelay } from './chat-relay.js';
import type { ConfiguredProvider } from './configured-provider.js';
import type { ModelCapabilities } from './model-capabilities.js';
import type { Attempt } from './attempt.js';
import type { NativeGenerateContent } from './native-generate-content.js';
import type { NativeMessages } from './native-messages.js';
import type { NativeResponses } from './native-responses.js';

export type { Attempt, LimitHeaders } from './attempt.js';

/** A model in the provider's own list. */
export interface ListedModel {
  readonly id: string;
  /** YYYY-MM-DD; `null` = none announced, absent = the list does not say. */
  readonly shutdownDate?: string | null;
  /** Tokens that it can take in one request, at most; absent = the list does not say. */
  readonly contextWindow?: number;
  /** Tokens that it can write in one answer, at most; absent = the list does not say. */
  readonly maxOutputTokens?: number;
  /** Absent = the list does not say, or not all of it. */
  readonly prices?: ListedPrices;
  /** When it came to be, in seconds since the Unix epoch; absent = the list does not say. */
  readonly createdS?: number;
  readonly capabilities?: ModelCapabilities;
}

/**
 * What a million tokens cost, in US dollars, as exact decimal strings such as `0.15`. Where large requests cost more,
 * the prices of small ones.
 */
export interface ListedPrices {
  readonly inputUsdPerMillion: string;
  /** Tokens that were read from the cache; `null` = not told. */
  readonly cachedInputUsdPerMillion: string | null;
  /** `null` = not told, as of a model that writes nothing. */
  readonly outputUsdPerMillion: string | null;
}

/**
 * The port: what the gateway asks of a provider. Adapters translate canonical requests to the provider's wire and
 * its answers back, and throw nothing but `GatewayError`s of the families `provider`, `model`, `request` and
 * `client`. They do not retry, resolve aliases or adapt parameters: that is done before they are called.
 */
export interface LlmProvider extends ConfiguredProvider {
  /** Parameters that it needs in the request of a stream where the caller left them open, to tell the usage. */
  readonly streamDefaults?: Readonly<Record<string, unknown>>;

  /** Absent where its own wire is another than the canonical form, or its client is a mock. */
  readonly relay?: ChatRelay;

  /** A request for a chat as it is sent, in words of the provider's own; absent where these are always the canonical ones. */
  wireRequest?(request: CompletionRequest): object;

  /** The whole answer. */
  complete(request: CompletionRequest, attempt: Attempt): Promise<Completion>;

  /**
   * Zero or more chunks, then exactly one `finished` part. A stream that fails, or that just stops, throws
   * instead: it never ends without either. Leaving the iteration early cancels the upstream call.
   */
  stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart>;

  /**
   * The vectors of all inputs: one that fails is a failure of the whole. `encoding_format` is a wish; absent where the
   * provider has no embeddings.
   */
  embed?(request: EmbeddingRequest, attempt: Attempt): Promise<Embeddings>;

  /**
   * What `embed` sends, in words of the provider's own: the first body where it needs several; absent where these are
   * the canonical ones.
   */
  wireEmbed?(request: EmbeddingRequest): object;

  /**
   * The continuation of a text, with each choice's own `text` beside the canonical message; absent where the provider
   * has no such endpoint.
   */
  completeText?(request: TextCompletionRequest, attempt: Attempt): Promise<Completion>;

  /** The same streamed, as `stream` does it. */
  streamText?(request: TextCompletionRequest, attempt: Attempt): AsyncIterable<StreamPart>;

  /** Tokens of a request in canonical words, as the provider counts them; absent where it counts none. */
  countTokens?(request: CompletionRequest, attempt: Attempt): Promise<number>;

  /** What `countTokens` sends, in words of the provider's own; absent where these are the canonical ones. */
  wireCount?(request: CompletionRequest): object;

  /** Anthropic's Messages API, for callers who speak it; absent where the provider has another. */
  readonly messages?: NativeMessages;

  /** OpenAI's Responses API, for callers who speak it; absent where the provider is not known to have it. */
  readonly responses?: NativeResponses;

  /** Gemini's API, for callers who speak it; absent where the provider has another. */
  readonly generateContent?: NativeGenerateContent;

  /** The models that this key may use; absent where the provider has no such list. */
  listModels?(attempt: Attempt): Promise<readonly ListedModel[]>;
}
