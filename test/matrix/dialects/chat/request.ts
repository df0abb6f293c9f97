import type { Fields } from '../../../../src/common/fields.js';
import type { Asked, Call, Choice, Image, Tool, Turn } from '../../neutral.js';
import type { WrittenRequest } from '../dialect.js';

export interface ChatCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: { readonly url: string };
}

interface Message {
  readonly role: string;
  readonly content?: string | readonly Part[] | null;
  readonly tool_calls?: readonly ChatCall[];
  readonly tool_call_id?: string;
}

interface ChatBody {
  readonly messages: readonly Message[];
  readonly tools?: readonly { readonly function: Tool }[];
  readonly tool_choice?: 'auto' | 'required' | 'none' | { readonly function: { readonly name: string } };
  readonly parallel_tool_calls?: boolean;
  readonly response_format?: { readonly json_schema?: { readonly schema: Fields } };
  readonly reasoning_effort?: 'low' | 'high';
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop?: readonly string[];
  readonly stream?: boolean;
}

export function writeChatRequest(asked: Asked, model: string): WrittenRequest {
  const { system, turns, tools, choice, schema } = asked;
  const body = {
    model,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...turns.flatMap(toMessages),
    ],
    tools: tools?.map((tool) => ({ type: 'function', function: tool })),
    tool_choice: toChoice(choice),
    parallel_tool_calls: asked.parallel,
    response_format: schema && { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    reasoning_effort: asked.effort ?? (asked.thinks ? 'low' : undefined),
    max_completion_tokens: asked.limit,
    temperature: asked.temperature,
    top_p: asked.topP,
    stop: asked.stop,
    stream: asked.stream,
    stream_options: asked.stream ? { include_usage: true } : undefined,
  };
  return { path: '/v1/chat/completions', body: defined(body) };
}

/** Without what is not asked for. */
export function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toMessages(turn: Turn): unknown[] {
  switch (turn.by) {
    case 'user': {
      const { text, image } = turn;
      const parts = [
        { type: 'text', text },
        ...(image ? [{ type: 'image_url', image_url: { url: urlOf(image) } }] : []),
      ];
      return [{ role: 'user', content: image ? parts : text }];
    }
    case 'model': {
      const calls = turn.calls?.map(toChatCall);
      return [{ role: 'assistant', content: turn.text ?? null, ...(calls && { tool_calls: calls }) }];
    }
    case 'tools':
      return turn.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }));
    case 'answer':
      return [turn.own];
  }
}

export function toChatCall({ id, name, args }: Call): ChatCall {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

export function fromChatCall({ id, function: { name, arguments: text } }: ChatCall): Call {
  return { id, name, args: (text === '' ? {} : JSON.parse(text)) as Fields };
}

/** An image as a URL. */
export function urlOf(image: Image): string {
  return 'url' in image ? image.url : `data:${image.type};base64,${image.data}`;
}

/** The image of a URL. */
export function imageOf(url: string): Image {
  const [, type = '', data = ''] = /^data:(.*);base64,(.*)$/.exec(url) ?? [];
  return data === '' ? { url, type: 'image/png' } : { type, data };
}

function toChoice(choice: Choice | undefined): unknown {
  if (typeof choice === 'object') return { type: 'function', function: choice };
  return choice === 'any' ? 'required' : choice;
}

export function readChatRequest(body: Fields): Asked {
  const asked = body as unknown as ChatBody;
  const instructions = asked.messages.filter(({ role }) => role === 'system' || role === 'developer');
  const calls = asked.messages.flatMap(({ tool_calls: made = [] }) => made).map(fromChatCall);
  const { tool_choice: choice } = asked;
  const read = {
    system: instructions.length > 0 ? instructions.map(textOf).join('\n') : undefined,
    turns: asked.messages.filter((message) => !instructions.includes(message)).reduce(withTurn(calls), []),
    tools: asked.tools?.map((tool) => tool.function),
    choice:
      typeof choice === 'object' ? { name: choice.function.name } : choice === 'required' ? 'any' : choice,
    parallel: asked.parallel_tool_calls,
    schema: asked.response_format?.json_schema?.schema,
    effort: asked.reasoning_effort,
    limit: asked.max_completion_tokens ?? asked.max_tokens,
    temperature: asked.temperature,
    topP: asked.top_p,
    stop: asked.stop,
    stream: asked.stream,
  };
  return defined(read) as unknown as Asked;
}

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text ?? '').join('');
}

/** Results that follow each other are of one turn. */
function withTurn(calls: readonly Call[]) {
  return (turns: readonly Turn[], message: Message): readonly Turn[] => {
    const last = turns.at(-1);
    if (message.role !== 'tool') return [...turns, toTurn(message)];
    const id = message.tool_call_id ?? '';
    const name = calls.find((call) => call.id === id)?.name ?? '';
    const result = { id, name, text: textOf(message) };
    return last?.by === 'tools'
      ? [...turns.slice(0, -1), { by: 'tools', results: [...last.results, result] }]
      : [...turns, { by: 'tools', results: [result] }];
  };
}

function toTurn(message: Message): Turn {
  const text = textOf(message);
  const { role, content, tool_calls: calls } = message;
  if (role === 'assistant')
    return { by: 'model', ...(text !== '' && { text }), ...(calls && { calls: calls.map(fromChatCall) }) };
  const url =
    typeof content === 'object' ? content?.find(({ image_url: image }) => image)?.image_url?.url : undefined;
  return { by: 'user', text, ...(url !== undefined && { image: imageOf(url) }) };
}
