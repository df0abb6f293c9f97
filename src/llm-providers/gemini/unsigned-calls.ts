import { isObject, type Fields } from '../upstream/wire-fields.js';
import { bareModelName } from './gemini-model-name.js';
import { UNCHECKED } from './gemini-signature.js';
import { hasThinkingLevels } from './gemini-thinking.js';

/**
 * A caller's request, in which Gemini 3 and later find a signature on the first call of each turn: a turn of another
 * model's, which comes by a route or by a caller who has changed models, has none, and would be refused. What is complete
 * is left as it is. Source: see `gemini-signature.ts`.
 */
export function withCheckedCalls(body: Fields, model: string): Fields {
  const { contents } = body;
  if (!Array.isArray(contents) || !hasThinkingLevels(bareModelName(model))) return body;
  const turns = contents.map((turn: unknown) => (isObject(turn) ? withCheckedCall(turn) : turn));
  return turns.every((turn, at) => turn === contents[at]) ? body : { ...body, contents: turns };
}

function withCheckedCall(turn: Fields): Fields {
  const { role, parts } = turn;
  if (role !== 'model' || !Array.isArray(parts)) return turn;
  const first = parts.findIndex((part) => isObject(part) && isCall(part));
  const call: unknown = parts[first];
  if (!isObject(call) || call['thoughtSignature'] || call['thought_signature']) return turn;
  const checked: unknown[] = parts.map((part: unknown, at) =>
    at === first ? { ...call, thoughtSignature: UNCHECKED } : part,
  );
  return { ...turn, parts: checked };
}

function isCall(part: Fields): boolean {
  return 'functionCall' in part || 'function_call' in part;
}
