import { isSealedHere } from '../../port/sealed-thoughts.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';

/**
 * A request without the thoughts of other models, which have no signature, or one that is not Claude's: Anthropic would
 * refuse it. A conversation
 * comes by them where a route, or its caller, has changed models. Where it is in the middle of a loop of tools, thinking
 * is off until that ends, for the turn that called them would have to bring thoughts. Everything else is left as it is.
 * Source: platform.claude.com/docs, Extended thinking, read 2026-11-23; not tried on the live service.
 */
export function withoutForeignThoughts(body: Fields): Fields {
  return without(isForeign, body);
}

/** The same of a server whose thoughts are not known: without those alone that were sealed here. */
export function withoutSealedThoughts(body: Fields): Fields {
  return without(isSealed, body);
}

type Test = (block: unknown) => boolean;

function without(isOut: Test, body: Fields): Fields {
  const { messages, thinking } = body;
  if (!Array.isArray(messages) || !messages.some((message) => has(isOut, message))) return body;
  const own = messages
    .map((message: unknown) => (has(isOut, message) ? cleaned(message, isOut) : message))
    .filter((message) => !isEmpty(message));
  const isVain = isObject(thinking) && thinking['type'] === 'enabled' && isLoopWithoutThoughts(own);
  return { ...body, messages: own, ...(isVain && { thinking: { type: 'disabled' } }) };
}

type Message = Fields & { readonly content: readonly unknown[] };

function has(isOut: Test, message: unknown): message is Message {
  if (!isObject(message) || message['role'] !== 'assistant') return false;
  return Array.isArray(message['content']) && message['content'].some(isOut);
}

function isForeign(block: unknown): boolean {
  return isSealed(block) || (isObject(block) && block['type'] === 'thinking' && !block['signature']);
}

function isSealed(block: unknown): boolean {
  return isObject(block) && block['type'] === 'redacted_thinking' && isSealedHere(block['data']);
}

function cleaned(message: Message, isOut: Test): Message {
  return { ...message, content: message.content.filter((block) => !isOut(block)) };
}

function isEmpty(message: unknown): boolean {
  return isObject(message) && Array.isArray(message['content']) && message['content'].length === 0;
}

function isLoopWithoutThoughts(messages: readonly unknown[]): boolean {
  // What clients say as the system, behind the results, belongs to no turn.
  const turns = messages.filter((message) => isObject(message) && message['role'] !== 'system');
  const [calling, answering] = turns.slice(-2);
  const typesIn = (message: unknown) =>
    objectsOf(isObject(message) ? message['content'] : null).map(({ type }) => type);
  const isThought = (type: unknown) => type === 'thinking' || type === 'redacted_thinking';
  return typesIn(answering).includes('tool_result') && !isThought(typesIn(calling)[0]);
}
