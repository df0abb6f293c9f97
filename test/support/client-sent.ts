import type { RecordedRequest } from './scripted-upstream/recorded-request.js';

/** A call of a tool and its result, as they reached the provider. */
export interface SentToolTurn {
  readonly calls: readonly { readonly id: unknown; readonly name: unknown; readonly input: unknown }[];
  readonly results: readonly { readonly id: unknown; readonly content: unknown }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Tool calls and results of a request, read off the wire of its provider. */
export function toolTurnOf({ body }: RecordedRequest, provider: string): SentToolTurn {
  if (provider === 'gemini') return geminiTurn(list(body?.['contents']).flatMap(({ parts }) => list(parts)));
  if (Array.isArray(body?.['input'])) return responsesTurn(list(body['input']));
  const messages = list(body?.['messages']);
  if (provider === 'anthropic') return anthropicTurn(messages.flatMap(({ content }) => list(content)));
  return openAiTurn(messages);
}

function openAiTurn(messages: readonly Fields[]): SentToolTurn {
  const calls = messages.flatMap(({ tool_calls: made }) => list(made));
  return {
    calls: calls.map(({ id, function: called }) => {
      const { name, arguments: text } = called as { name: string; arguments: string };
      return { id, name, input: JSON.parse(text) as unknown };
    }),
    results: messages
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id: id, content }) => ({ id, content })),
  };
}

/** OpenAI's, asked by its Responses API. */
function responsesTurn(items: readonly Fields[]): SentToolTurn {
  const of = (type: string) => items.filter((item) => item['type'] === type);
  return {
    calls: of('function_call').map(({ call_id: id, name, arguments: text }) => ({
      id,
      name,
      input: JSON.parse(String(text)) as unknown,
    })),
    results: of('function_call_output').map(({ call_id: id, output: content }) => ({ id, content })),
  };
}

function anthropicTurn(blocks: readonly Fields[]): SentToolTurn {
  return {
    calls: blocks
      .filter(({ type }) => type === 'tool_use')
      .map(({ id, name, input }) => ({ id, name, input })),
    results: blocks
      .filter(({ type }) => type === 'tool_result')
      .map(({ tool_use_id: id, content }) => ({
        id,
        content: typeof content === 'string' ? content : list(content)[0]?.['text'],
      })),
  };
}

function geminiTurn(parts: readonly Fields[]): SentToolTurn {
  const of = (field: string) => parts.flatMap((part) => (field in part ? [part[field] as Fields] : []));
  return {
    calls: of('functionCall').map(({ id, name, args: input }) => ({ id, name, input })),
    results: of('functionResponse').map(({ id, response }) => {
      // the gateway's name for it, that of Google's SDK, and that of @ai-sdk/google
      const { result, output = result, content = output } = response as Fields;
      return { id, content };
    }),
  };
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}
