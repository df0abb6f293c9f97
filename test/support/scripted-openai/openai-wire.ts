import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Answer } from './openai-reply.js';

/** An answer in OpenAI's objects. The SDK's types hold the shape; `usage: null` is what they leave out. */
export type WireCompletion = Omit<ChatCompletion, 'usage'> & { usage?: CompletionUsage | null };

/** Everything that a stream of chat completions can hold. */
export type OpenAiFrame = ChatCompletionChunk | { readonly error: object } | '[DONE]';

const CREATED = 1_790_000_000;
const FINGERPRINT = 'fp_scripted';
type FinishReason = ChatCompletion.Choice['finish_reason'];

export function toCompletion(answer: Answer): WireCompletion {
  const text = answer.pieces.join('');
  const choices = Array.from({ length: answer.choiceCount }, (_, index) => ({
    index,
    message: {
      role: 'assistant' as const,
      content: answer.isRefusal ? null : text,
      refusal: answer.isRefusal ? text : null,
      annotations: [],
    },
    logprobs: null,
    finish_reason: answer.finishReason as FinishReason,
  }));
  return {
    id: answer.id,
    object: 'chat.completion',
    created: CREATED,
    model: answer.model,
    choices,
    ...(answer.usage === undefined ? {} : { usage: answer.usage }),
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  };
}

/** The `stream_options` of a request. */
export interface ChunkOptions {
  /** Usage null on every chunk, then one more chunk with the numbers and no choices. */
  readonly hasUsage: boolean;
  /** Filler on the chunks with text, which OpenAI sends unless it is told not to. */
  readonly hasObfuscation: boolean;
}

/** Role, pieces, finish, usage if asked for, `[DONE]`; with more than one choice, each step comes once a choice. */
export function toFrames(answer: Answer, options: ChunkOptions): OpenAiFrame[] {
  const chunk = (delta: ChatCompletionChunk.Choice['delta'], finishReason: string | null = null) =>
    Array.from({ length: answer.choiceCount }, (_, index) => ({
      ...chunkBase(answer),
      choices: [{ index, delta, logprobs: null, finish_reason: finishReason as FinishReason }],
      ...(options.hasUsage ? { usage: null } : {}),
      ...(options.hasObfuscation ? { obfuscation: 'x1y2z3' } : {}),
    }));
  const field = answer.isRefusal ? 'refusal' : 'content';
  return [
    ...chunk({ role: 'assistant', content: answer.isRefusal ? null : '', refusal: null }),
    ...answer.pieces.flatMap((piece) => chunk({ [field]: piece })),
    ...chunk({}, answer.finishReason),
    ...(options.hasUsage && answer.usage !== undefined ? [usageChunk(answer, answer.usage)] : []),
    '[DONE]',
  ];
}

function usageChunk(answer: Answer, usage: CompletionUsage | null): ChatCompletionChunk {
  return { ...chunkBase(answer), choices: [], usage };
}

function chunkBase(answer: Answer) {
  return {
    id: answer.id,
    object: 'chat.completion.chunk' as const,
    created: CREATED,
    model: answer.model,
    service_tier: 'default' as const,
    system_fingerprint: FINGERPRINT,
  };
}
