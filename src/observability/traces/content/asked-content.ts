import { isObject, type Fields } from '../../../common/fields.js';
import { thoughtText } from '../../../port/thought-text.js';
import type { MessagePart } from './message-part.js';
import { chatCallPart, partsOf, reasoningPart, toolResponsePart } from './message-parts.js';

/** A message as OpenTelemetry's conventions have it. */
export interface TracedMessage {
  readonly role: string;
  readonly name?: string;
  readonly parts: readonly MessagePart[];
}

/** What was asked, still in the words of its API: of a long conversation, only what has room is translated. */
export interface AskedContent {
  /** System instructions that stand apart from the conversation. */
  readonly instructions: readonly MessagePart[];
  /** In the order in which they were sent; each is made a message by `toMessage`. */
  readonly messages: readonly unknown[];
  /** Each is made a definition by `toToolDefinitions`. */
  readonly tools: readonly unknown[];
}

/** Roles that OpenTelemetry's conventions have another name for. */
const ROLES = new Map([
  ['model', 'assistant'],
  ['developer', 'system'],
  ['function', 'tool'],
]);
/** Items of the Responses API that have no role. */
const ROLES_OF_TYPES = new Map([
  ['reasoning', 'assistant'],
  ['function_call', 'assistant'],
  ['custom_tool_call', 'assistant'],
  ['function_call_output', 'tool'],
  ['custom_tool_call_output', 'tool'],
]);

/** @param body a request of any API that is served, or of the canonical form. */
export function askedContent(body: Fields): AskedContent {
  const apart =
    body['system'] ?? body['instructions'] ?? body['systemInstruction'] ?? body['system_instruction'];
  const { contents, messages = contents, input, prompt } = body;
  return {
    instructions: partsOf(isObject(apart) ? (apart['parts'] ?? apart) : apart),
    messages: listOf(messages ?? input ?? prompt),
    tools: Array.isArray(body['tools']) ? body['tools'] : [],
  };
}

/** One message of a conversation, whatever API it is of. */
export function toMessage(message: unknown): TracedMessage {
  if (!isObject(message)) return { role: 'user', parts: partsOf(message) };
  const { name } = message;
  return {
    role: roleOf(message),
    ...(typeof name === 'string' && message['role'] !== undefined && { name }),
    parts: partsOfMessage(message),
  };
}

function roleOf({ role, type }: Fields): string {
  if (typeof role === 'string') return ROLES.get(role) ?? role;
  return (typeof type === 'string' ? ROLES_OF_TYPES.get(type) : undefined) ?? 'user';
}

/** Thoughts, words and calls of tools, in this order. */
export function partsOfMessage(message: Fields): MessagePart[] {
  const { role, content, parts, tool_call_id: id, refusal, tool_calls: calls, function_call: call } = message;
  // An item of the Responses API, or a part of Gemini's without a message around it, is one itself.
  if (role === undefined && content === undefined && parts === undefined) return partsOf(message);
  if (message['type'] === 'reasoning') return partsOf(message);
  if (id !== undefined) return [toolResponsePart(id, content)];
  const thoughts = thoughtText(message);
  return [
    ...(thoughts === '' ? [] : [reasoningPart(thoughts)]),
    ...partsOf(content ?? parts),
    ...(typeof refusal === 'string' && refusal !== '' ? [{ type: 'refusal', content: refusal }] : []),
    ...(Array.isArray(calls) ? calls.map(chatCallPart) : []),
    ...(isObject(call) ? [chatCallPart({ function: call })] : []),
  ];
}

/** The tools that a request offers, of any API. */
export function toToolDefinitions(tool: unknown): object[] {
  if (!isObject(tool)) return [];
  const { type, function: called, custom } = tool;
  const declared = tool['functionDeclarations'] ?? tool['function_declarations'];
  if (Array.isArray(declared)) return declared.map((one) => definition('function', isObject(one) ? one : {}));
  if (isObject(called)) return [definition('function', called)];
  if (isObject(custom)) return [definition('custom', custom)];
  const isClients = type === undefined || type === 'function' || type === 'custom';
  if (isClients && typeof tool['name'] === 'string') return [definition('function', tool)];
  const own = typeof type === 'string' ? type : (Object.keys(tool)[0] ?? 'unknown');
  return [{ ...tool, type: own, name: typeof tool['name'] === 'string' ? tool['name'] : own }];
}

function definition(type: string, tool: Fields): object {
  const { name, description, parameters, parametersJsonSchema, input_schema: schema } = tool;
  const accepted = parameters ?? parametersJsonSchema ?? schema;
  return {
    type,
    name: typeof name === 'string' ? name : '',
    ...(typeof description === 'string' && { description }),
    ...(accepted !== undefined && { parameters: accepted }),
  };
}

/** A text, or one message, is a conversation of one; a prompt may be a list of texts, or of tokens. */
function listOf(asked: unknown): readonly unknown[] {
  if (asked === undefined || asked === null) return [];
  if (!Array.isArray(asked)) return [asked];
  return typeof asked[0] === 'number'
    ? [{ role: 'user', content: [{ type: 'tokens', tokens: asked }] }]
    : asked;
}
