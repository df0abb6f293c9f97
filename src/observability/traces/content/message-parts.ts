import { isObject, type Fields } from '../../../common/fields.js';
import { mediaPart } from './media-parts.js';
import type { MessagePart } from './message-part.js';

/** Longer arguments stay a text: nobody waits for their JSON. */
const MAX_PARSED_CHARACTERS = 65_536;

/**
 * What a message says, in the parts that the conventions know.
 * @param content a text, or a list of what OpenAI's, Anthropic's and Google's APIs call parts or blocks.
 */
export function partsOf(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  if (Array.isArray(content)) return content.map(partOf);
  return isObject(content) ? [partOf(content)] : [];
}

export function textPart(content: string): MessagePart {
  return { type: 'text', content };
}

export function reasoningPart(content: string): MessagePart {
  return { type: 'reasoning', content };
}

/** @param given the arguments: an object, or its JSON. */
export function toolCallPart(id: unknown, name: unknown, given: unknown): MessagePart {
  return { type: 'tool_call', id: textOrNull(id), name: textOf(name), arguments: parsed(given) };
}

export function toolResponsePart(id: unknown, response: unknown): MessagePart {
  return { type: 'tool_call_response', id: textOrNull(id), response: response ?? null };
}

/** A call of a tool as OpenAI's chats have it. */
export function chatCallPart(call: unknown): MessagePart {
  const { id, function: called, custom } = isObject(call) ? call : {};
  if (isObject(custom)) return toolCallPart(id, custom['name'], custom['input']);
  const { name, arguments: given } = isObject(called) ? called : {};
  return toolCallPart(id, name, given);
}

function partOf(part: unknown): MessagePart {
  if (typeof part === 'string') return textPart(part);
  if (!isObject(part)) return { type: 'unknown' };
  const { type } = part;
  if (typeof type !== 'string') return geminiPart(part);
  return TYPES.get(type)?.(part) ?? mediaPart(part) ?? serverToolPart(type, part) ?? { ...part, type };
}

/** By what OpenAI's chats, its Responses and Anthropic's messages call them. */
const TYPES: ReadonlyMap<string, (part: Fields) => MessagePart> = new Map(
  Object.entries<(part: Fields) => MessagePart>({
    text: ({ text }) => textPart(textOf(text)),
    input_text: ({ text }) => textPart(textOf(text)),
    output_text: ({ text }) => textPart(textOf(text)),
    refusal: ({ refusal }) => ({ type: 'refusal', content: textOf(refusal) }),
    thinking: ({ thinking }) => reasoningPart(textOf(thinking)),
    // What is sealed tells nothing.
    redacted_thinking: ({ type }) => ({ type: type as string }),
    reasoning: ({ summary, content }) => reasoningPart(textsIn(summary) || textsIn(content)),
    tool_use: ({ id, name, input }) => toolCallPart(id, name, input),
    tool_result: ({ tool_use_id: id, content }) => toolResponsePart(id, content),
    function_call: ({ call_id: id, name, arguments: given }) => toolCallPart(id, name, given),
    function_call_output: ({ call_id: id, output }) => toolResponsePart(id, output),
    custom_tool_call: ({ call_id: id, name, input }) => toolCallPart(id, name, input),
    custom_tool_call_output: ({ call_id: id, output }) => toolResponsePart(id, output),
  }),
);

/** Parts of Gemini's API say by their one field what they are. */
function geminiPart(part: Fields): MessagePart {
  const { text, thought } = part;
  if (typeof text === 'string') return thought === true ? reasoningPart(text) : textPart(text);
  const called = part['functionCall'] ?? part['function_call'];
  if (isObject(called)) return toolCallPart(called['id'], called['name'], called['args']);
  const answered = part['functionResponse'] ?? part['function_response'];
  if (isObject(answered)) {
    const { id, name, response } = answered;
    return { ...toolResponsePart(id, response), ...(typeof name === 'string' && { name }) };
  }
  return mediaPart(part) ?? { ...part, type: Object.keys(part)[0] ?? 'unknown' };
}

/** What the provider's own tools were asked, and what they gave. */
function serverToolPart(type: string, part: Fields): MessagePart | null {
  if (type === 'server_tool_use') {
    const { id, name, input } = part;
    const call = { ...(isObject(input) && input), type: textOf(name) };
    return { type: 'server_tool_call', id: textOrNull(id), name: textOf(name), server_tool_call: call };
  }
  if (type.endsWith('_tool_result')) {
    const { tool_use_id: id, content } = part;
    const response = { type, content };
    return { type: 'server_tool_call_response', id: textOrNull(id), server_tool_call_response: response };
  }
  return null;
}

/** The texts of a list of parts, put together. */
export function textsIn(parts: unknown): string {
  const pieces = Array.isArray(parts) ? parts.filter(isObject) : [];
  return pieces.map(({ text }) => textOf(text)).join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function parsed(given: unknown): unknown {
  if (typeof given !== 'string' || given.length > MAX_PARSED_CHARACTERS) return given ?? null;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return given; // as a model wrote it, who may write no JSON
  }
}
