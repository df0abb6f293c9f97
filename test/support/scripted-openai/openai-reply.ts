import type { CompletionUsage } from 'openai/resources/completions';
import type { JsonObject } from '../scripted-upstream/recorded-request.js';
import type { OpenAiModel } from './openai-models.js';
import type { StreamPlan } from './openai-stream-plans.js';

/** What the model says to a request that the rules let through. Everything left out is as OpenAI would have it. */
export interface OpenAiReply {
  /** By default `You said: ` and the last user message. */
  readonly text?: string;
  /** The text cut by hand: one piece is one token and one chunk. Goes before `text`. */
  readonly pieces?: readonly string[];
  /** A refusal in place of a text: content is null. */
  readonly refusal?: string;
  readonly finishReason?: string;
  /** Some or all of the numbers; the total follows from them. `null` and `missing` as they say. */
  readonly usage?: Partial<CompletionUsage> | null | 'missing';
  /** `none` answers with `choices: []`. */
  readonly choices?: 'none';
  /** Of embeddings: other than asked for. */
  readonly embeddings?: {
    readonly format?: 'float' | 'base64';
    /** Vectors that are sent, at most. */
    readonly count?: number;
    /** Fields beside them. */
    readonly more?: object;
  };
  /** What goes wrong, or otherwise, in a stream. The request must ask for one. */
  readonly stream?: StreamPlan;
}

/** A reply worked out against one request, before it becomes one object or many chunks. */
export interface Answer {
  readonly id: string;
  readonly model: string;
  /** The text in tokens, cut to what the limit leaves. Empty when reasoning took it all. */
  readonly pieces: readonly string[];
  readonly isRefusal: boolean;
  readonly finishReason: string;
  readonly choiceCount: number;
  /** `undefined` = the field is left out. */
  readonly usage: CompletionUsage | null | undefined;
}

export interface AnswerContext {
  readonly id: string;
  readonly model: OpenAiModel;
  /** What a reasoning model spends before its first word, unless the effort is none. */
  readonly reasoningTokens: number;
}

export function composeAnswer(body: JsonObject, reply: OpenAiReply, context: AnswerContext): Answer {
  const text = reply.refusal ?? reply.text ?? `You said: ${lastUserText(body)}`;
  const tokens = reply.pieces ?? splitTokens(text);
  const limit = Number(body['max_completion_tokens'] ?? body['max_tokens'] ?? Number.POSITIVE_INFINITY);
  const isReasoning = context.model.reasoning !== undefined && body['reasoning_effort'] !== 'none';
  const reasoning = isReasoning ? Math.min(limit, context.reasoningTokens) : 0;
  const pieces = tokens.slice(0, limit - reasoning);
  const isCut = pieces.length < tokens.length || (isReasoning && limit <= context.reasoningTokens);
  const choiceCount = reply.choices === 'none' ? 0 : Number(body['n'] ?? 1);
  return {
    id: context.id,
    model: context.model.snapshot,
    pieces,
    isRefusal: reply.refusal !== undefined,
    finishReason: reply.finishReason ?? (isCut ? 'length' : 'stop'),
    choiceCount,
    usage: toUsage(reply.usage, countPromptTokens(body), reasoning, pieces.length * Math.max(1, choiceCount)),
  };
}

/** One word with the blanks before it is one token: countable by eye in a test. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? [];
}

function toUsage(
  scripted: OpenAiReply['usage'],
  promptTokens: number,
  reasoningTokens: number,
  visibleTokens: number,
): CompletionUsage | null | undefined {
  if (scripted === 'missing') return undefined;
  if (scripted === null) return null;
  const prompt = scripted?.prompt_tokens ?? promptTokens;
  const completion = scripted?.completion_tokens ?? reasoningTokens + visibleTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
    ...scripted,
  };
}

/** Three tokens of frame a message and three in all, besides the words: near enough to be believed. */
function countPromptTokens(body: JsonObject): number {
  return messagesOf(body).reduce((sum, message) => sum + splitTokens(textOf(message)).length + 3, 3);
}

function lastUserText(body: JsonObject): string {
  return textOf(messagesOf(body).findLast(({ role }) => role === 'user') ?? {});
}

const messagesOf = (body: JsonObject): readonly JsonObject[] => body['messages'] as readonly JsonObject[];

function textOf({ content }: JsonObject): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: JsonObject) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
}
