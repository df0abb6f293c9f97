import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';
import type { GeminiPart, GeminiRequest } from './gemini-request.js';
import { signatureOf } from './gemini-signature.js';
import { unsupported } from './unsupported.js';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;
type ToolCall = NonNullable<AssistantMessage['tool_calls']>[number];
type ToolMessage = Extract<ChatMessage, { role: 'tool' }>;
type FunctionCallPart = Extract<GeminiPart, { functionCall: unknown }>;

/**
 * Schemas go into the fields for JSON Schema: the others refuse words such as `additionalProperties`
 * (lijunzh/koda#1097).
 */
export function toFunctionDeclarations(tools: CompletionRequest['tools']): object[] {
  return (tools ?? []).map((tool) => {
    if (tool.type !== 'function') throw unsupported('it takes tools of type function only', 'tools');
    const { name, description, parameters } = tool.function;
    return {
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parametersJsonSchema: parameters }),
    };
  });
}

/**
 * `tool_choice` in Gemini's words; `null` = it was not given.
 * @throws GatewayError for a choice that Gemini has no word for.
 */
export function toToolConfig(choice: CompletionRequest['tool_choice']): GeminiRequest['toolConfig'] | null {
  if (choice === undefined) return null;
  const config = (mode: string, more: object = {}) => ({ functionCallingConfig: { mode, ...more } });
  if (choice === 'auto') return config('AUTO');
  if (choice === 'none') return config('NONE');
  if (choice === 'required') return config('ANY');
  if (typeof choice === 'object' && choice.type === 'function') {
    return config('ANY', { allowedFunctionNames: [choice.function.name] });
  }
  throw unsupported('it takes tool_choice auto, none, required or one function only', 'tool_choice');
}

/** A call that the model made before, with the signature of the thought behind it: Gemini 3 refuses it without. */
export function toFunctionCall(call: ToolCall): FunctionCallPart {
  if (call.type !== 'function') throw unsupported('it takes calls of functions only', 'messages');
  const signature = signatureOf(call);
  return {
    functionCall: { id: call.id, name: call.function.name, args: argumentsOf(call.function.arguments) },
    ...(signature !== null && { thoughtSignature: signature }),
  };
}

/** @param namesOfCalls names of the functions called before, by the id of the call. */
export function toFunctionResponse(
  { tool_call_id: id, content }: ToolMessage,
  namesOfCalls: ReadonlyMap<string, string>,
): GeminiPart {
  const name = namesOfCalls.get(id);
  if (name === undefined) {
    throw unsupported('a message of role tool answers no tool call before it', 'messages');
  }
  return { functionResponse: { id, name, response: responseOf(content) } };
}

function argumentsOf(text: string): object {
  const value = text.trim() === '' ? {} : parsed(text);
  if (!isObject(value)) throw unsupported('the arguments of a tool call are no JSON object', 'messages');
  return value;
}

/** Gemini wants an object; what is none stands in one. */
function responseOf(content: ToolMessage['content']): object {
  const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
  const value = parsed(text);
  return isObject(value) ? value : { result: text };
}

/** `undefined` = no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
