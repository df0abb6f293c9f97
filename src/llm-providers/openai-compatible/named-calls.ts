import type { StreamPart } from '../../port/canonical.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * A chunk with the ids that its calls of tools have for the caller: one that began with the id of another call has got
 * its own. The same object where that changes nothing.
 * @param wire as it came, and was taken for usual.
 * @param part what was read of it.
 */
export function withNamedCalls(wire: Fields, part: StreamPart): Fields {
  if (part.type !== 'chunk') return wire;
  const choices = wire['choices'] as readonly Fields[];
  const read = part.chunk.choices as unknown as readonly Fields[];
  const named = choices.map((choice, at) => withIdsOf(choice, read[at]?.['delta']));
  return named.every((choice, at) => choice === choices[at]) ? wire : { ...wire, choices: named };
}

function withIdsOf(choice: Fields, read: unknown): Fields {
  const delta = choice['delta'] as Fields;
  const { tool_calls: calls } = delta;
  if (!Array.isArray(calls) || !isObject(read)) return choice;
  const pieces = calls as readonly Fields[];
  const ids = objectsOf(read['tool_calls']).map(({ id }) => id);
  if (pieces.every(({ id }, at) => id === ids[at])) return choice;
  return {
    ...choice,
    delta: { ...delta, tool_calls: pieces.map((piece, at) => ({ ...piece, id: ids[at] })) },
  };
}
