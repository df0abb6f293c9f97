import type { Completion, CompletionChunk, CompletionUsage, StreamPart } from '../../canonical.js';

/** What a caller gets of an answer, in one comparable value, however it came. */
export interface Answer {
  readonly text: string;
  readonly refusal: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: string | null;
  readonly usage: Usage | null;
  readonly model: string;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** `null` = not reported. */
export interface Usage {
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly total_tokens: number | null;
  readonly cached_tokens: number | null;
  readonly reasoning_tokens: number | null;
}

export function answerOf({ choices, usage, model }: Completion): Answer {
  const choice = choices[0];
  const calls = (choice?.message.tool_calls ?? []) as readonly FunctionCall[];
  return {
    text: choice?.message.content ?? '',
    refusal: choice?.message.refusal ?? null,
    toolCalls: calls.map(({ id, function: called }) => ({ id, ...called })),
    finishReason: choice?.finish_reason ?? null,
    usage: usageOf(usage),
    model,
  };
}

/** The parts of a stream, put together; without a good end there is no reason, no usage and no model. */
export function answerOfParts(parts: readonly StreamPart[]): Answer {
  const deltas = parts.flatMap((part) => (part.type === 'chunk' ? deltasOf(part.chunk) : []));
  const end = parts.findLast((part) => part.type === 'finished');
  return {
    text: deltas.map(({ content }) => content ?? '').join(''),
    refusal: deltas.map(({ refusal }) => refusal ?? '').join('') || null,
    toolCalls: joinedCalls(deltas),
    finishReason: end?.finishReason ?? null,
    usage: usageOf(end?.usage),
    model: end?.model ?? '',
  };
}

type FunctionCall = { readonly id: string; readonly function: Omit<ToolCall, 'id'> };
type Delta = CompletionChunk['choices'][number]['delta'];

function deltasOf({ choices }: CompletionChunk): Delta[] {
  return choices.map(({ delta }) => delta);
}

function joinedCalls(deltas: readonly Delta[]): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const { index, id, function: piece } of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
    const known = calls[index] ?? { id: '', name: '', arguments: '' };
    calls[index] = {
      id: id ?? known.id,
      name: piece?.name ?? known.name,
      arguments: known.arguments + (piece?.arguments ?? ''),
    };
  }
  return calls;
}

function usageOf(usage: CompletionUsage | null | undefined): Usage | null {
  if (!usage) return null;
  return {
    prompt_tokens: usage.prompt_tokens ?? null,
    completion_tokens: usage.completion_tokens ?? null,
    total_tokens: usage.total_tokens ?? null,
    cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? null,
    reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens ?? null,
  };
}
