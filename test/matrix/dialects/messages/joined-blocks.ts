import type { Fields } from '../../../../src/common/fields.js';

export type Event = Fields & { readonly type: string };

/** The blocks of a stream. @param isWhole arguments of tools are read only then, for they may be torn. */
export function joinedBlocks(events: readonly Event[], isWhole: boolean): Fields[] {
  const blocks: Record<string, unknown>[] = [];
  const args = new Map<number, string>();
  for (const { type, index, content_block: start, delta } of events) {
    const at = Number(index);
    if (type === 'content_block_start') blocks[at] = { ...(start as Fields) };
    if (type !== 'content_block_delta') continue;
    const { type: kind, text, thinking, signature, partial_json: json } = delta as Fields;
    const block = blocks[at] ?? {};
    if (kind === 'text_delta') block['text'] = String(block['text']) + String(text);
    if (kind === 'thinking_delta') block['thinking'] = String(block['thinking']) + String(thinking);
    if (kind === 'signature_delta') block['signature'] = signature;
    if (kind === 'input_json_delta') args.set(at, (args.get(at) ?? '') + String(json));
  }
  if (isWhole)
    for (const [at, json] of args) blocks[at] = { ...blocks[at], input: JSON.parse(json) as unknown };
  return blocks;
}

/** What is wrong with the events of a stream: where it begins and ends, and blocks that are not told one by one. */
export function faultsOfMessageEvents(events: readonly Event[]): string[] {
  const types = events.map(({ type }) => type).filter((type) => type !== 'ping');
  const faults: string[] = [];
  if (types[0] !== 'message_start' && types[0] !== 'error') faults.push('no message_start at the beginning');
  const ends = types.filter((type) => type === 'message_stop' || type === 'error');
  if (ends.length !== 1) faults.push(`${ends.length} ends`);
  let open: unknown = null;
  let next = 0;
  for (const { type, index } of events) {
    if (type === 'content_block_start') {
      if (open !== null || index !== next) faults.push(`block ${String(index)} begins in its neighbour`);
      open = index;
      next += 1;
    }
    if (type === 'content_block_delta' && index !== open)
      faults.push(`a piece of ${String(index)}, which is not open`);
    if (type === 'content_block_stop') open = null;
  }
  return faults;
}
