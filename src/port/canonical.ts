import type { OpenAI } from 'openai';

/**
 * The canonical form is that of OpenAI's chat completions. Adapters turn it into what their provider speaks, and
 * hand on fields that these types do not name. Why: docs/adr/0002-canonical-form.md.
 */
export type CompletionRequest = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'stream'>;
/** A whole answer. */
export type Completion = OpenAI.Chat.ChatCompletion;
/** A piece of a streamed answer, as OpenAI's API sends it. */
export type CompletionChunk = OpenAI.Chat.ChatCompletionChunk;
/** Counts of tokens of a request and its answer. */
export type CompletionUsage = OpenAI.CompletionUsage;
/** One message of a conversation. */
export type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam;

/** A chunk with something for the caller in it. Its `usage`, where it has one, counts the answer so far. */
export interface ChunkPart {
  readonly type: 'chunk';
  readonly chunk: CompletionChunk;
}

/** The good end of a stream, seen exactly once and last. */
export interface FinishedPart {
  readonly type: 'finished';
  /** As the provider named it: `stop`, `length`, `content_filter`, … */
  readonly finishReason: string;
  /** Usage of the whole answer; `null` = the provider reported none. */
  readonly usage: CompletionUsage | null;
  /** The model that answered. */
  readonly model: string;
}

/** What a stream of an answer is made of: chunks, and at its good end one `FinishedPart`. */
export type StreamPart = ChunkPart | FinishedPart;
