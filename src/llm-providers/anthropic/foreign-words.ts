import { isObject, type Fields } from '../upstream/wire-fields.js';
import { CallIds } from './call-ids.js';
import { withoutForeignThoughts } from './foreign-thoughts.js';

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
  if (!Array.isArray(messages)) return body;
  const ids = new CallIds();
  const taken = changed(messages, (message) => withTakenIds(message, ids));
  return taken === messages ? body : { ...body, messages: taken };
}

function withTakenIds(message: unknown, ids: CallIds): unknown {
  const content = isObject(message) ? message['content'] : null;
  if (!isObject(message) || !Array.isArray(content)) return message;
  if (content.some((block) => isObject(block) && block['type'] === 'tool_use')) ids.beginCalls();
  const taken = changed(content, (block) => withTakenId(block, ids));
  return taken === content ? message : { ...message, content: taken };
}

function withTakenId(block: unknown, ids: CallIds): unknown {
  if (!isObject(block)) return block;
  const { type, id, tool_use_id: of } = block;
  if (type === 'tool_use' && typeof id === 'string') {
    const taken = ids.ofCall(id);
    return taken === id ? block : { ...block, id: taken };
  }
  if (type !== 'tool_result' || typeof of !== 'string') return block;
  const taken = ids.ofResult(of);
  return taken === of ? block : { ...block, tool_use_id: taken };
}

/** @returns the same list where nothing in it is another. */
function changed(list: readonly unknown[], change: (one: unknown) => unknown): readonly unknown[] {
  const others = list.map(change);
  return others.some((one, at) => one !== list[at]) ? others : list;
}
