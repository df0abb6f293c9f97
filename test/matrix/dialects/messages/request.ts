import type { Fields } from '../../../../src/common/fields.js';
import type { Asked, Call, Choice, Image, Turn } from '../../neutral.js';
import { defined } from '../chat/request.js';
import type { WrittenRequest } from '../dialect.js';

export interface ToolUse {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: Fields;
}
interface Block {
  readonly type: string;
  readonly text?: string;
  readonly source?: { readonly media_type?: string; readonly data?: string; readonly url?: string };
  readonly tool_use_id?: string;
  readonly content?: string | readonly Block[];
}
interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly Block[];
}
interface MessagesBody {
  readonly system?: string | readonly Block[];
  readonly messages: readonly Message[];
  readonly max_tokens: number;
  readonly tools?: readonly {
    readonly name: string;
    readonly description: string;
    readonly input_schema: Fields;
  }[];
  readonly tool_choice?: {
    readonly type: string;
    readonly name?: string;
    readonly disable_parallel_tool_use?: boolean;
  };
  readonly output_config?: {
    readonly effort?: 'low' | 'high';
    readonly format?: { readonly schema?: Fields };
  };
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop_sequences?: readonly string[];
  readonly stream?: boolean;
}

const USUAL_LIMIT = 4_096;

export function writeMessagesRequest(asked: Asked, model: string): WrittenRequest {
  const { tools, schema, effort, thinks } = asked;
  const body = {
    model,
    max_tokens: asked.limit ?? USUAL_LIMIT,
    system: asked.system,
    messages: asked.turns.map(toMessage),
    tools: tools?.map(({ name, description, parameters }) => ({
      name,
      description,
      input_schema: parameters,
    })),
    tool_choice: toChoice(asked.choice, asked.parallel),
    thinking: thinks ? { type: 'enabled', budget_tokens: 2_000 } : undefined,
    output_config:
      effort || schema ? { effort, format: schema && { type: 'json_schema', schema } } : undefined,
    temperature: asked.temperature,
    top_p: asked.topP,
    stop_sequences: asked.stop,
    stream: asked.stream,
  };
  return { path: '/v1/messages', body: defined(body), headers: { 'anthropic-version': '2023-06-01' } };
}

function toMessage(turn: Turn): unknown {
  switch (turn.by) {
    case 'user': {
      const { text, image } = turn;
      const content = image
        ? [
            { type: 'image', source: toSource(image) },
            { type: 'text', text },
          ]
        : text;
      return { role: 'user', content };
    }
    case 'model': {
      const said = turn.text === undefined ? [] : [{ type: 'text', text: turn.text }];
      return { role: 'assistant', content: turn.calls ? [...said, ...turn.calls.map(toToolUse)] : turn.text };
    }
    case 'tools': {
      const content = turn.results.map(({ id, text }) => ({
        type: 'tool_result',
        tool_use_id: id,
        content: text,
      }));
      return { role: 'user', content };
    }
    case 'answer':
      return { role: 'assistant', content: turn.own };
  }
}

function toSource(image: Image): Fields {
  if ('url' in image) return { type: 'url', url: image.url };
  return { type: 'base64', media_type: image.type, data: image.data };
}

export function toToolUse({ id, name, args }: Call): ToolUse {
  return { type: 'tool_use', id, name, input: args };
}

export function fromToolUse({ id, name, input }: ToolUse): Call {
  return { id, name, args: input };
}

function toChoice(choice: Choice = 'auto', parallel: boolean | undefined): Fields | undefined {
  if (choice === 'auto' && parallel !== false) return undefined;
  const word = typeof choice === 'object' ? { type: 'tool', ...choice } : { type: choice };
  return { ...word, ...(parallel === false && { disable_parallel_tool_use: true }) };
}

export function readMessagesRequest(body: Fields): Asked {
  const asked = body as unknown as MessagesBody;
  const { system, output_config: output, tool_choice: choice } = asked;
  const calls = asked.messages
    .flatMap(({ content }) => blocksOf(content))
    .filter(isCall)
    .map(fromToolUse);
  const read = {
    system:
      system === undefined
        ? undefined
        : blocksOf(system)
            .map(({ text }) => text)
            .join('\n'),
    turns: asked.messages.map((message) => toTurn(message, calls)),
    tools: asked.tools?.map(({ input_schema: parameters, name, description }) => ({
      name,
      description,
      parameters,
    })),
    choice: choice?.type === 'tool' ? { name: choice.name } : choice?.type,
    parallel: choice?.disable_parallel_tool_use === true ? false : undefined,
    schema: output?.format?.schema,
    effort: output?.effort,
    limit: asked.max_tokens,
    temperature: asked.temperature,
    topP: asked.top_p,
    stop: asked.stop_sequences,
    stream: asked.stream,
  };
  return defined(read) as unknown as Asked;
}

function blocksOf(content: string | readonly Block[]): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function isCall(block: object): block is ToolUse {
  return (block as Block).type === 'tool_use';
}

function toTurn({ role, content }: Message, calls: readonly Call[]): Turn {
  const blocks = blocksOf(content);
  const text = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const made = blocks.filter(isCall).map(fromToolUse);
  if (role === 'assistant')
    return { by: 'model', ...(text !== '' && { text }), ...(made.length > 0 && { calls: made }) };
  const results = blocks.filter(({ type }) => type === 'tool_result');
  if (results.length === 0) {
    const {
      media_type: type = 'image/png',
      data,
      url,
    } = blocks.find((block) => block.type === 'image')?.source ?? {};
    const image = data !== undefined ? { type, data } : url !== undefined ? { url, type } : undefined;
    return { by: 'user', text, ...(image && { image }) };
  }
  return {
    by: 'tools',
    results: results.map(({ tool_use_id: id = '', content: said = '' }) => ({
      id,
      name: calls.find((call) => call.id === id)?.name ?? '',
      text: blocksOf(said)
        .map((block) => block.text)
        .join(''),
    })),
  };
}
