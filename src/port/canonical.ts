import type { OpenAI } from 'openai';

/**
 * The canonical form is that of OpenAI's chat completions. Adapters turn it into what their provider speaks, and
 * hand on fields that these types do not name. Why: docs/adr/0002-canonical-form.md.
 */
export type CompletionRequest = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'stream'>;
export type Completion = OpenAI.Chat.ChatCompletion;
export type CompletionChunk = OpenAI.Chat.ChatCompletionChunk;
export type CompletionUsage = OpenAI.CompletionUsage;
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

export type StreamPart = ChunkPart | FinishedPart;
