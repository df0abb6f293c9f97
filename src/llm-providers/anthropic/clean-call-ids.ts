import type { ChatMessage } from '../../port/canonical.js';
import { objectsOf, type Fields } from '../upstream/wire-fields.js';
import { toCallId } from './to-call-id.js';

/**
 * Calls of tools, and their results, by ids that the API takes: of letters, digits, `_` and `-`, and each once in a whole
 * conversation ("`tool_use` ids must be unique", anthropics/claude-code#20508). Other vendors' models call `Bash:12`, or
 * `call_0` in each of their turns, and conversations move from one to the other. The same history has the same ids in
 * each turn, so that prompts stay cached.
 * @returns the same messages where all ids are good.
 */
export function withCleanCallIds(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const used = new Set<string>();
  /** New ids of the calls of the last round, in their order, by the old ones; some clients keep each in a message. */
  let open = new Map<unknown, string[]>();
  let isAnswered = false;
  return messages.map((message) => {
    const fields: Fields = { ...message };
    const calls = message.role === 'assistant' ? objectsOf(fields['tool_calls']) : [];
    if (calls.length > 0) {
      if (isAnswered) open = new Map();
      isAnswered = false;
      const renamed = calls.map((call) => ({ ...call, id: rename(call['id'], used, open) }));
      const isSame = renamed.every(({ id }, at) => id === calls[at]?.['id']);
      return isSame ? message : ({ ...message, tool_calls: renamed } as unknown as ChatMessage);
    }
    if (message.role !== 'tool') return message;
    isAnswered = true;
    const id = idOfResult(message.tool_call_id, open);
    return id === message.tool_call_id ? message : { ...message, tool_call_id: id };
  });
}

function rename(id: unknown, used: Set<string>, open: Map<unknown, string[]>): unknown {
  if (typeof id !== 'string') return id;
  const clean = toCallId(id) || 'call';
  let name = clean;
  for (let count = 2; used.has(name); count += 1) name = `${clean}_${count}`;
  used.add(name);
  open.set(id, [...(open.get(id) ?? []), name]);
  return name;
}

/** Of several calls with one id, results come in the order of the calls. */
function idOfResult(id: string, open: ReadonlyMap<unknown, string[]>): string {
  const names = open.get(id) ?? [];
  const next = names.length > 1 ? names.shift() : names[0];
  return next ?? toCallId(id);
}
