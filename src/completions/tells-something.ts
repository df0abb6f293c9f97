import type { CompletionChunk, StreamPart } from '../port/canonical.js';

type ChunkChoice = CompletionChunk['choices'][number];

/** Keys of a delta that say who speaks, or which answer it is a piece of. */
const LABELS_OF_DELTA: ReadonlySet<string> = new Set(['role', 'name', 'id']);

/** Keys that, wherever they stand, only tell what the value beside them is. */
const LABELS: ReadonlySet<string> = new Set(['type', 'index', 'format', 'object']);

/** A call of a tool has its arguments so deep; what lies deeper is not looked at, and tells nothing. */
const MAX_DEPTH = 6;

/**
 * Whether an answer has begun with this part: it has a word in it, or is an end. A chunk that only says who speaks, is
 * empty or brings a count is a preamble: a failure behind it is one before the answer. Why:
 * docs/adr/0010-when-an-answer-has-begun.md.
 */
export function tellsSomething(part: StreamPart): boolean {
  return (
    part.type === 'finished' ||
    part.chunk.choices.some((choice) => Boolean(choice.finish_reason) || hasWord(choice.delta))
  );
}

/** A word, a thought, a refusal or a part of a tool call: whatever a delta says that is no label. */
export function hasWord(delta: ChunkChoice['delta'] | null | undefined): boolean {
  if (typeof delta?.content === 'string' && delta.content !== '') return true;
  return Object.entries(delta ?? {}).some(([key, value]) => !LABELS_OF_DELTA.has(key) && says(value, 1));
}

function says(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((item) => says(item, depth + 1));
  return Object.entries(value).some(([key, inner]) => !LABELS.has(key) && says(inner, depth + 1));
}
