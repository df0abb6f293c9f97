import type { StreamPart } from '../../port/canonical.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * A chunk with its calls of tools as the caller has them: one that began with the id of another call, or at its place,
 * has got its own, and one without a name waits for it. The same object where that changes nothing.
 * @param wire as it came, and was taken for usual.
 * @param part what was read of it.
 */
export function withNamedCalls(wire: Fields, part: StreamPart): Fields {
  if (part.type !== 'chunk') return wire;
  const choices = wire['choices'] as readonly Fields[];
  const read = part.chunk.choices as unknown as readonly Fields[];
  const named = choices.map((choice, at) => withCallsOf(choice, read[at]?.['delta']));
  return named.every((choice, at) => choice === choices[at]) ? wire : { ...wire, choices: named };
}

/** What is read of a piece is the same object where nothing is put right in it. */
const SEEN = ['id', 'index', 'type', 'function'] as const;

function withCallsOf(choice: Fields, read: unknown): Fields {
  const delta = choice['delta'] as Fields;
  const { tool_calls: calls } = delta;
  if (!Array.isArray(calls) || !isObject(read)) return choice;
  const pieces = calls as readonly Fields[];
  const named = objectsOf(read['tool_calls']);
  const isSame = (piece: Fields, at: number) => SEEN.every((field) => piece[field] === named[at]?.[field]);
  if (pieces.length === named.length && pieces.every(isSame)) return choice;
  const { tool_calls: _pieces, ...others } = delta;
  return { ...choice, delta: { ...others, ...(named.length > 0 && { tool_calls: named }) } };
}
