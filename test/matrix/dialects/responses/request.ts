import type { Fields } from '../../../../src/common/fields.js';
import type { Asked, Call, Choice, Tool, Turn } from '../../neutral.js';
import { defined, imageOf, urlOf } from '../chat/request.js';
import type { WrittenRequest } from '../dialect.js';

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: string;
}
export interface CallItem {
  readonly type: 'function_call';
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
}
interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly Part[];
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly output?: string;
}
interface ResponsesBody {
  readonly instructions?: string;
  readonly input: readonly Item[];
  readonly tools?: readonly Tool[];
  readonly tool_choice?: 'auto' | 'required' | 'none' | { readonly name: string };
  readonly parallel_tool_calls?: boolean;
  readonly text?: { readonly format?: { readonly schema?: Fields } };
  readonly reasoning?: { readonly effort?: 'low' | 'high' };
  readonly max_output_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stream?: boolean;
}

export function writeResponsesRequest(asked: Asked, model: string): WrittenRequest {
  const { system, turns, tools, choice, schema, thinks, effort = thinks ? 'low' : undefined } = asked;
  const body = {
    model,
    instructions: system,
    input: turns.flatMap(toItems),
    tools: tools?.map((tool) => ({ type: 'function', strict: false, ...tool })),
    tool_choice: toChoice(choice),
    parallel_tool_calls: asked.parallel,
    text: schema && { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
    reasoning: effort && { effort, ...(thinks && { summary: 'auto' }) },
    include: thinks && ['reasoning.encrypted_content'],
    max_output_tokens: asked.limit,
    temperature: asked.temperature,
    top_p: asked.topP,
    store: false,
    stream: asked.stream,
  };
  return { path: '/v1/responses', body: defined(body) };
}

function toItems(turn: Turn): unknown[] {
  switch (turn.by) {
    case 'user': {
      const { text, image } = turn;
      const parts = [
        { type: 'input_text', text },
        ...(image ? [{ type: 'input_image', image_url: urlOf(image), detail: 'auto' }] : []),
      ];
      return [{ role: 'user', content: image ? parts : text }];
    }
    case 'model': {
      const said = turn.text === undefined ? [] : [{ role: 'assistant', content: turn.text }];
      return [...said, ...(turn.calls ?? []).map(toCallItem)];
    }
    case 'tools':
      return turn.results.map(({ id, text }) => ({
        type: 'function_call_output',
        call_id: id,
        output: text,
      }));
    case 'answer':
      return turn.own as unknown[];
  }
}

export function toCallItem({ id, name, args }: Call): CallItem {
  return { type: 'function_call', call_id: id, name, arguments: JSON.stringify(args) };
}

export function fromCallItem({ call_id: id, name, arguments: text }: CallItem): Call {
  return { id, name, args: JSON.parse(text) as Fields };
}

function toChoice(choice: Choice | undefined): unknown {
  if (typeof choice === 'object') return { type: 'function', ...choice };
  return choice === 'any' ? 'required' : choice;
}

export function readResponsesRequest(body: Fields): Asked {
  const asked = body as unknown as ResponsesBody;
  const { tool_choice: choice } = asked;
  const items = asked.input;
  const instructions = items.filter(({ role }) => role === 'system' || role === 'developer').map(textOf);
  const read = {
    system: [asked.instructions ?? [], instructions].flat().join('\n') || undefined,
    turns: items.reduce(withItem(items.filter(isCall).map(fromCallItem)), []),
    tools: asked.tools?.map(({ name, description, parameters }) => ({ name, description, parameters })),
    choice: typeof choice === 'object' ? { name: choice.name } : choice === 'required' ? 'any' : choice,
    parallel: asked.parallel_tool_calls,
    schema: asked.text?.format?.schema,
    effort: asked.reasoning?.effort,
    limit: asked.max_output_tokens,
    temperature: asked.temperature,
    topP: asked.top_p,
    stream: asked.stream,
  };
  return defined(read) as unknown as Asked;
}

function isCall(item: Item): item is CallItem {
  return item.type === 'function_call';
}

function textOf({ content }: Item): string {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('');
}

/** What a model said and called, and results that follow each other, are of one turn. */
function withItem(calls: readonly Call[]) {
  return (turns: readonly Turn[], item: Item): readonly Turn[] => {
    const last = turns.at(-1);
    const before = turns.slice(0, -1);
    if (isCall(item)) {
      const call = fromCallItem(item);
      return last?.by === 'model'
        ? [...before, { ...last, calls: [...(last.calls ?? []), call] }]
        : [...turns, { by: 'model', calls: [call] }];
    }
    if (item.type === 'function_call_output') {
      const id = item.call_id ?? '';
      const result = { id, name: calls.find((call) => call.id === id)?.name ?? '', text: item.output ?? '' };
      return last?.by === 'tools'
        ? [...before, { by: 'tools', results: [...last.results, result] }]
        : [...turns, { by: 'tools', results: [result] }];
    }
    if (item.role === 'assistant') return [...turns, { by: 'model', text: textOf(item) }];
    if (item.role !== 'user') return turns;
    const url =
      typeof item.content === 'object'
        ? item.content.find(({ image_url: its }) => its)?.image_url
        : undefined;
    return [...turns, { by: 'user', text: textOf(item), ...(url !== undefined && { image: imageOf(url) }) }];
  };
}
