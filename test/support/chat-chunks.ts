import type { OpenAI } from 'openai';
import { faultsOfChunk } from './chat-shapes.js';

type Chunk = OpenAI.ChatCompletionChunk;
type Delta = Chunk['choices'][number]['delta'];

/**
 * What is wrong with the chunks of a stream, each and together; empty = OpenAI's own could be no better.
 * @param wantsUsage whether the caller asked for it: it comes in the last chunk then, alone, and in the others as `null`
 * at most.
 */
export function faultsOfChunks(chunks: readonly Chunk[], wantsUsage: boolean): string[] {
  const answering = chunks.filter(({ choices }) => choices.length > 0);
  return [
    ...chunks.flatMap((chunk, at) => faultsOfChunk(chunk, at)),
    ...changing(chunks, 'id'),
    ...changing(chunks, 'created'),
    ...changing(chunks, 'model'),
    ...faultsOfUsage(chunks, wantsUsage),
    ...faultsOfRoles(answering),
    ...faultsOfEnds(answering),
    ...faultsOfCalls(answering.flatMap(({ choices }) => choices.map(({ delta }) => delta))),
  ];
}

function changing(chunks: readonly Chunk[], field: 'id' | 'created' | 'model'): string[] {
  const values = new Set(chunks.map((chunk) => chunk[field]));
  return values.size === 1 ? [] : [`${field} is ${[...values].join(', then ')}`];
}

function faultsOfUsage(chunks: readonly Chunk[], wantsUsage: boolean): string[] {
  if (!wantsUsage) return chunks.some((chunk) => 'usage' in chunk) ? ['usage that was not asked for'] : [];
  const counting = chunks.filter(({ usage = null }) => usage !== null);
  const last = chunks.at(-1);
  const isAlone = counting.length === 1 && last?.choices.length === 0 && counting[0] === last;
  return isAlone ? [] : ['usage is not told once, at the end, alone'];
}

function faultsOfRoles(answering: readonly Chunk[]): string[] {
  const roles = answering.map(({ choices }) => choices[0]?.delta.role);
  return roles[0] === 'assistant' ? [] : ['the first delta has no role'];
}

function faultsOfEnds(answering: readonly Chunk[]): string[] {
  const reasons = answering.map(({ choices }) => choices[0]?.finish_reason ?? null);
  const isOnceLast = reasons.filter((reason) => reason !== null).length === 1 && reasons.at(-1) !== null;
  return isOnceLast ? [] : [`the reason of the end does not come once and last: ${reasons.join()}`];
}

/** Each call begins with its id, type and name, and keeps its index. */
function faultsOfCalls(deltas: readonly Delta[]): string[] {
  const begun = new Set<number>();
  return deltas
    .flatMap(({ tool_calls: calls }) => calls ?? [])
    .flatMap(({ index, id, type, function: called }) => {
      if (begun.has(index)) return id === undefined ? [] : [`call ${index} begins twice`];
      begun.add(index);
      const isBegun = index === begun.size - 1 && id && type === 'function' && called?.name;
      return isBegun ? [] : [`call ${index} does not begin with its id, type and name, at its place`];
    });
}
