import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * What a user says who says nothing, where a wire wants a turn of one: no wire takes an empty text there, and some none of
 * blanks.
 */
export const NOTHING_SAID = '.';

interface LastAnswer {
  /** Its place in the messages. */
  readonly at: number;
  /** Its last text, with more than blanks. */
  readonly text: string;
}

/**
 * The answer that a conversation ends with; `null` = it ends otherwise. To OpenAI's models it is one that was given, behind
 * which they write another; other models went on from it, and newer ones of these refuse it.
 */
export function lastAnswerIn(request: object): LastAnswer | null {
  const messages = objectsOf((request as Fields)['messages']);
  const at = messages.findLastIndex(({ role }) => role !== 'system' && role !== 'developer');
  const { role, content, refusal, tool_calls: calls, function_call: called } = messages[at] ?? {};
  if (role !== 'assistant' || objectsOf(calls).length > 0 || isObject(called)) return null;
  const parts = typeof content === 'string' ? [content] : objectsOf(content).map(textOf);
  const text = [refusal, ...parts].findLast((one) => typeof one === 'string' && one.trim() !== '');
  return typeof text === 'string' ? { at, text } : null;
}

function textOf({ text, refusal }: Fields): unknown {
  return text ?? refusal;
}
