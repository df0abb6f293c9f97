import type { UpstreamCall } from '../../upstream/upstream-failure.js';
import { isObject, MAX_TOOL_CALLS, placeIn, requirePlace, type Fields } from '../../upstream/wire-fields.js';
import { isCall } from './read-response.js';

/** Where a piece of text belongs, by the event that brings it. */
const TEXTS: Readonly<Record<string, string>> = {
  'response.output_text.delta': 'content',
  'response.refusal.delta': 'refusal',
  'response.reasoning_summary_text.delta': 'reasoning_content',
  'response.reasoning_text.delta': 'reasoning_content',
};

/** Those that bring a piece of what a tool is called with. */
const CALLS: ReadonlySet<string> = new Set([
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
  'response.mcp_call_arguments.delta',
  'response.code_interpreter_call_code.delta',
]);

/** What an item is of whose beginning tells nothing by itself. */
const OPENING: ReadonlySet<unknown> = new Set(['message', 'reasoning']);

/** What an event says, for what the gateway counts and judges: nobody is shown it. */
export function deltaOf(type: string, fields: Fields, call: UpstreamCall): Fields {
  const { delta, item, output_index: at } = fields;
  const text = Object.hasOwn(TEXTS, type) ? TEXTS[type] : undefined;
  if (text !== undefined) return { [text]: typeof delta === 'string' ? delta : '' };
  if (CALLS.has(type)) return toolCall(at, { function: { arguments: delta } }, call);
  if (type !== 'response.output_item.added' || !isObject(item)) return {};
  if (isCall(item)) return toolCall(at, { id: item['call_id'], function: { name: item['name'] } }, call);
  // That something was begun of which nothing can be read.
  return OPENING.has(item['type']) ? {} : { unread: type };
}

function toolCall(at: unknown, called: Fields, call: UpstreamCall): Fields {
  const index = placeIn(at) ?? 0;
  requirePlace(index, MAX_TOOL_CALLS, call);
  return { tool_calls: [{ index, ...called }] };
}

/** An empty text says nothing. */
export function saysSomething(delta: Fields): boolean {
  return Object.values(delta).some((value) => value !== '');
}
