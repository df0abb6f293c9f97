import type { OpenAI } from 'openai';

/**
 * The canonical form is that of OpenAI's chat completions. Adapters turn it into what their provider speaks, and
 * hand on fields that these types do not name. Why: docs/adr/0002-canonical-form.md.
 */
export type CompletionRequest = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'stream'>;
/** What every request to a model has, whatever it asks for. */
export interface ModelRequest {
  readonly model: string;
}
/** A whole answer. */
export type Completion = OpenAI.Chat.ChatCompletion;
/** A piece of a streamed answer, as OpenAI's API sends it. */
export type CompletionChunk = OpenAI.Chat.ChatCompletionChunk;
/** Counts of tokens of a request and its answer. */
export type CompletionUsage = OpenAI.CompletionUsage;
/** One message of a conversation. */
export type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam;

/** An event as a provider sent it: its name, and its data as JSON. */
export interface NativeEvent {
  readonly event: string | undefined;
  readonly data: unknown;
  /** The data as the provider wrote them; left out where something of them was changed. */
  readonly text?: string;
}

/** A part of an answer that was asked for in the provider's own words. */
interface Tapped {
  /** What the part was read from; left out where it was asked for in canonical words. */
  readonly events?: readonly NativeEvent[];
}

/** A chunk with something for the caller in it. Its `usage`, where it has one, counts the answer so far. */
export interface ChunkPart extends Tapped {
  readonly type: 'chunk';
  readonly chunk: CompletionChunk;
}

/** The good end of a stream, seen exactly once and last. */
export interface FinishedPart extends Tapped {
  readonly type: 'finished';
  /** In OpenAI’s words (`stop`, `length`, `content_filter`, …); on its own wire, as the provider wrote it. */
  readonly finishReason: string;
  /** Usage of the whole answer; `null` = the provider reported none. */
  readonly usage: CompletionUsage | null;
  /** The model that answered. */
  readonly model: string;
}

/** Texts, or tokens in their place, to be turned into vectors: OpenAI's request. */
export type EmbeddingRequest = OpenAI.EmbeddingCreateParams;

/** The vectors of all inputs of a request. */
export interface Embeddings {
  readonly object: 'list';
  /** One for each input, in the order in which the provider sent them. */
  readonly data: readonly Embedding[];
  /** The model that made them. */
  readonly model: string;
  /** Left out where the provider reported none. */
  readonly usage?: EmbeddingUsage;
}

/** The vector of one input. */
export interface Embedding {
  readonly object: 'embedding';
  /** Place of its input in the request, from 0. */
  readonly index: number;
  /** Numbers, or in base64 the bytes of float32s with the lowest byte first; whichever the provider sent. */
  readonly embedding: readonly number[] | string;
}

/** Counts of tokens of embeddings, which have no answer that could be counted. */
export interface EmbeddingUsage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
}

/** A request for the continuation of a text: OpenAI's older completions. */
export type TextCompletionRequest = Omit<OpenAI.CompletionCreateParamsNonStreaming, 'stream'>;

/** What a stream of an answer is made of: chunks, and at its good end one `FinishedPart`. */
export type StreamPart = ChunkPart | FinishedPart;
