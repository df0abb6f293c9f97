import { isObject, objectsOf, type Fields } from './wire-fields.js';

/**
 * What a user says who says nothing, where a wire wants a turn of one: no wire takes an empty text there, and some none of
 * blanks.
 */
export const NOTHING_SAID = '.';

interface LastAnswer {
  /** Its place in the messages. */
  readonly at: number;
  /** The last that it says. */
  readonly text: string;
}

/**
 * The answer that a conversation ends with; `null` = it ends otherwise. To OpenAI's models it is one that was given, behind
 * which they write another; other models went on from it, and newer ones of these refuse it.
 * @param isSaid of a text that is sent; messages that say nothing are left out.
 */
export function lastAnswerIn(request: object, isSaid: (text: string) => boolean): LastAnswer | null {
  const turns = turnsIn(request, isSaid);
  const answer = turns.slice(turns.findLastIndex(({ message }) => message['role'] !== 'assistant') + 1);
  const last = answer.at(-1);
  // behind a call its result has to come, and no word of a user's
  if (!last || hasMore(last.message) || answer.some(({ message }) => hasCalls(message))) return null;
  const text = saidIn(last.message, isSaid);
  return text === null ? null : { at: last.at, text };
}

/** The place of the first call of a tool where no user spoke before it; `null` = one did, or there is none. */
export function firstCallIn(request: object, isSaid: (text: string) => boolean): number | null {
  const turns = turnsIn(request, isSaid);
  const end = turns.findIndex(({ message }) => message['role'] !== 'assistant' || hasCalls(message));
  const first = turns[end];
  return first && hasCalls(first.message) ? first.at : null;
}

interface Turn {
  readonly at: number;
  readonly message: Fields;
}

/** Messages that say something and are no instructions. */
function turnsIn(request: object, isSaid: (text: string) => boolean): Turn[] {
  return objectsOf((request as Fields)['messages'])
    .map((message, at) => ({ message, at }))
    .filter(({ message }) => {
      const { role } = message;
      return (
        role !== 'system' && role !== 'developer' && (hasMore(message) || saidIn(message, isSaid) !== null)
      );
    });
}

/** Calls, results, and what is no text. */
function hasMore(message: Fields): boolean {
  const { role, content } = message;
  if (role === 'tool' || role === 'function' || hasCalls(message)) return true;
  return objectsOf(content).some(({ type }) => type !== 'text' && type !== 'refusal');
}

function hasCalls({ tool_calls: calls, function_call: called }: Fields): boolean {
  return objectsOf(calls).length > 0 || isObject(called);
}

function saidIn({ content, refusal }: Fields, isSaid: (text: string) => boolean): string | null {
  const parts = typeof content === 'string' ? [content] : objectsOf(content).map(textOf);
  const text = [refusal, ...parts].findLast((one) => typeof one === 'string' && isSaid(one));
  return typeof text === 'string' ? text : null;
}

function textOf({ text, refusal }: Fields): unknown {
  return text ?? refusal;
}
