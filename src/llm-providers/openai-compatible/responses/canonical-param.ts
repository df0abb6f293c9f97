import { isObject, type Fields } from '../../upstream/wire-fields.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { placedItems } from './to-input-items.js';

/** A name, a place in its list, and what is named inside of that. */
const PARAM = /^([a-z_]+)(?:\.?\[(\d+)\]|\.(\d+)(?=\.|$))?(.*)$/s;

/** What a failure of the Responses API names, as callers in canonical words know it. */
export function canonicalParam(param: string, call: OpenAiCompatibleCall): string {
  const [, name, bracketed, dotted, inside = ''] = PARAM.exec(param) ?? [];
  const place = bracketed ?? dotted;
  const at = place === undefined ? null : Number(place);
  const request = call.request as unknown as Fields;
  switch (name) {
    case 'input':
      return at === null
        ? 'messages'
        : messageOfItem(at, inside, call as OpenAiCompatibleCall<CompletionRequest>);
    case 'max_output_tokens':
      return (request['max_completion_tokens'] ?? null) === null ? 'max_tokens' : 'max_completion_tokens';
    case 'reasoning':
    // Thoughts are asked for beside an effort alone.
    case 'include':
      return 'reasoning_effort';
    case 'text':
      return inText(inside, request['response_format']) ?? param;
    case 'tools':
      return at === null ? 'tools' : inTool(at, inside, request['tools']);
    case 'tool_choice':
      return inside === '.name' ? nameOfChoice(request['tool_choice']) : param;
    default:
      return param;
  }
}

/** A message is several items where it has thoughts, a text and calls of tools. */
function messageOfItem(at: number, inside: string, call: OpenAiCompatibleCall<CompletionRequest>): string {
  const placed = placedItems(call)[at];
  if (!placed) return 'messages';
  // Beside a role an item has what its message has; parts have their fields under other names.
  const [content = ''] = ('role' in placed.item && /^\.content(?:\[\d+\])?/.exec(inside)) || [];
  return `messages[${placed.message}]${content}`;
}

function inText(inside: string, format: unknown): string | null {
  if (inside === '.verbosity') return 'verbosity';
  const [, field] = /^\.format(?:\.(.+))?$/s.exec(inside) ?? [null];
  if (field === null) return null;
  if (field === undefined) return 'response_format';
  const isOwn = field === 'type' || (isObject(format) && !isObject(format['json_schema']));
  return `response_format.${isOwn ? '' : 'json_schema.'}${field}`;
}

function nameOfChoice(choice: unknown): string {
  const isCustom = isObject(choice) && choice['type'] === 'custom';
  return `tool_choice.${isCustom ? 'custom' : 'function'}.name`;
}

function inTool(at: number, inside: string, tools: unknown): string {
  const tool: unknown = Array.isArray(tools) ? tools[at] : undefined;
  const type = isObject(tool) ? tool['type'] : undefined;
  const isNamed = inside !== '' && inside !== '.type' && (type === 'function' || type === 'custom');
  return `tools[${at}]${isNamed ? `.${type}` : ''}${inside}`;
}
