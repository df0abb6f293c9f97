import { isObject, type Fields } from '../upstream/wire-fields.js';
import { withoutForeignThoughts } from './foreign-thoughts.js';
import { toCallId } from './to-call-id.js';

/** Where a block names the call of a tool. */
const ID_FIELDS: ReadonlyMap<unknown, string> = new Map([
  ['tool_use', 'id'],
  ['tool_result', 'tool_use_id'],
]);

/** A request in which Claude takes back what other models said: without their thoughts, and with ids of its own kind. */
export function withoutForeignWords(body: Fields): Fields {
  return withTakenCallIds(withoutForeignThoughts(body));
}

/**
 * A request whose calls of tools have ids that Anthropic takes. Those of other models it would refuse; a conversation
 * comes by them where a route, or its caller, has changed models. Everything else is left as it is.
 */
function withTakenCallIds(body: Fields): Fields {
  const { messages } = body;
  if (!Array.isArray(messages) || !messages.some(hasForeignId)) return body;
  return {
    ...body,
    messages: messages.map((message: unknown) => (hasForeignId(message) ? renamed(message) : message)),
  };
}

type Message = Fields & { readonly content: readonly unknown[] };

function hasForeignId(message: unknown): message is Message {
  return isObject(message) && Array.isArray(message['content']) && message['content'].some(isForeign);
}

function isForeign(block: unknown): boolean {
  return withTakenId(block) !== block;
}

function renamed(message: Message): Message {
  return { ...message, content: message.content.map(withTakenId) };
}

function withTakenId(block: unknown): unknown {
  const field = isObject(block) ? ID_FIELDS.get(block['type']) : undefined;
  if (!isObject(block) || field === undefined) return block;
  const id = block[field];
  if (typeof id !== 'string') return block;
  const taken = toCallId(id);
  return taken === id ? block : { ...block, [field]: taken };
}
