import type { Completion, CompletionChunk, StreamPart } from './canonical.js';

/**
 * A whole answer as a stream: one chunk with all of it, and its end, with the same usage.
 *
 * @param finishReason why its first choice ended; a stream does not end without a reason.
 */
export function splitCompletion(completion: Completion, finishReason: string): StreamPart[] {
  const { choices, usage = null, model } = completion;
  const chunk = {
    ...completion,
    object: 'chat.completion.chunk',
    choices: choices.map(({ message, ...choice }) => ({ ...choice, delta: toDelta(message) })),
  };
  return [
    { type: 'chunk', chunk: chunk as unknown as CompletionChunk },
    { type: 'finished', finishReason, usage, model },
  ];
}

/** A message as the only piece of itself: its tool calls are counted. */
function toDelta(message: object): object {
  const { tool_calls: calls } = message as { tool_calls?: unknown };
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: object, index) => ({ ...call, index })) };
}
