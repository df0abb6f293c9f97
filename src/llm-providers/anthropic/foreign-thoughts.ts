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
  const { messages, thinking } = body;
  if (!Array.isArray(messages) || !messages.some(hasForeign)) return body;
  const own = messages
    .map((message: unknown) => (hasForeign(message) ? cleaned(message) : message))
    .filter((message) => !isEmpty(message));
  const isVain = isObject(thinking) && thinking['type'] === 'enabled' && isLoopWithoutThoughts(own);
  return { ...body, messages: own, ...(isVain && { thinking: { type: 'disabled' } }) };
}

type Message = Fields & { readonly content: readonly unknown[] };

function hasForeign(message: unknown): message is Message {
  if (!isObject(message) || message['role'] !== 'assistant') return false;
  return Array.isArray(message['content']) && message['content'].some(isForeign);
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  return block['type'] === 'redacted_thinking'
    ? isSealedHere(block['data'])
    : block['type'] === 'thinking' && !block['signature'];
}

function cleaned(message: Message): Message {
  return { ...message, content: message.content.filter((block) => !isForeign(block)) };
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
