import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';
import { argumentsObject, objectToWrite } from '../../port/call-arguments.js';
import type { GeminiPart, GeminiRequest } from './gemini-request.js';
import { signatureOf } from './gemini-signature.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';
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
    const { type, function: definition } = tool as unknown as Fields;
    if (type !== 'function' || !isObject(definition)) {
      throw unsupported('it takes tools of type function only', 'tools');
    }
    const { name, description, parameters } = definition;
    return {
      name,
      ...(typeof description === 'string' && { description }),
      ...(isObject(parameters) && { parametersJsonSchema: ofObject(parameters) }),
    };
  });
}

/** Gemini takes parameters only with the type `object`, which a schema may leave out. */
function ofObject(schema: Fields): Fields {
  return 'type' in schema ? schema : { type: 'object', ...schema };
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
  const { type, function: named } = choice as unknown as Fields;
  if (type === 'function' && isObject(named)) return config('ANY', { allowedFunctionNames: [named['name']] });
  throw unsupported('it takes tool_choice auto, none, required or one function only', 'tool_choice');
}

/** A call that the model made before, with the signature of the thought behind it: Gemini 3 refuses it without. */
export function toFunctionCall(call: ToolCall, place: string): FunctionCallPart {
  const { id, function: called } = call as unknown as Fields;
  if (!isObject(called) || typeof id !== 'string' || typeof called['name'] !== 'string') {
    throw unsupported('it takes calls of functions only, each with its id and name', place);
  }
  const signature = signatureOf(call);
  return {
    functionCall: {
      id,
      name: called['name'],
      args: argumentsOf(called['arguments'], `${place}.function.arguments`),
    },
    ...(signature !== null && { thoughtSignature: signature }),
  };
}

/** @param namesOfCalls names of the functions called before, by the id of the call. */
export function toFunctionResponse(
  { tool_call_id: id, content }: ToolMessage,
  place: string,
  namesOfCalls: ReadonlyMap<string, string>,
): GeminiPart {
  const name = namesOfCalls.get(id);
  if (name === undefined) {
    throw unsupported('a message of role tool answers no tool call before it', `${place}.tool_call_id`);
  }
  return { functionResponse: { id, name, response: responseOf(content) } };
}

function argumentsOf(text: unknown, place: string): object {
  if (text === undefined || text === null) return {};
  if (typeof text !== 'string') throw unsupported('the arguments of a tool call must be a text', place);
  return argumentsObject(text);
}

/** Gemini wants an object; what is none stands in one. */
function responseOf(content: ToolMessage['content']): object {
  const text = typeof content === 'string' ? content : textOf(content);
  return objectToWrite(text) ?? { result: text };
}

/** Its texts, each on a line of its own. Its pictures follow behind the results: `gemini-contents.ts`. */
function textOf(parts: readonly { readonly text?: unknown }[]): string {
  return parts
    .map(({ text }) => text)
    .filter((text) => typeof text === 'string')
    .join('\n');
}
