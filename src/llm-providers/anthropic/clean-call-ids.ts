import type { ChatMessage } from '../../port/canonical.js';
import { objectsOf, type Fields } from '../upstream/wire-fields.js';
import { CallIds } from './call-ids.js';

/**
 * Calls of tools, and their results, by ids that the API takes.
 * @returns the same messages where all ids are good.
 */
export function withCleanCallIds(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const ids = new CallIds();
  return messages.map((message) => {
    const fields: Fields = { ...message };
    const calls = message.role === 'assistant' ? objectsOf(fields['tool_calls']) : [];
    if (calls.length > 0) {
      ids.beginCalls();
      const renamed = calls.map((call) => ({ ...call, id: rename(call['id'], ids) }));
      const isSame = renamed.every(({ id }, at) => id === calls[at]?.['id']);
      return isSame ? message : ({ ...message, tool_calls: renamed } as unknown as ChatMessage);
    }
    if (message.role !== 'tool') return message;
    const id = ids.ofResult(message.tool_call_id);
    return id === message.tool_call_id ? message : { ...message, tool_call_id: id };
  });
}

function rename(id: unknown, ids: CallIds): unknown {
  return typeof id === 'string' ? ids.ofCall(id) : id;
}
