import type { AnswerFixture } from '../../src/port/testing/contract/fixtures.js';

type Fields = Readonly<Record<string, unknown>>;
type Said = Pick<AnswerFixture['expected'], 'text' | 'refusal' | 'toolCalls' | 'finishReason' | 'usage'>;

interface ChatBody {
  readonly choices: readonly {
    readonly message: {
      readonly content?: string | null;
      readonly refusal?: string | null;
      readonly tool_calls?: readonly { readonly id: string; readonly function: Called }[];
    };
    readonly finish_reason: string;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details?: { readonly cached_tokens?: number };
    readonly completion_tokens_details?: { readonly reasoning_tokens?: number };
  };
}
interface Called {
  readonly name: string;
  readonly arguments: string;
}

/** An answer of chat completions as the same server's Responses API gives it; `null` = it is none. */
export function asResponse(chat: unknown): { readonly body: Fields; readonly stream: string } | null {
  const { choices, usage } = chat as Partial<ChatBody>;
  const [choice] = choices ?? [];
  if (!choice) return null;
  const { content, refusal, tool_calls: calls = [] } = choice.message;
  return inNativeWords({
    text: content ?? '',
    refusal: refusal ?? null,
    toolCalls: calls.map(({ id, function: called }) => ({ id, ...called })),
    finishReason: choice.finish_reason,
    usage: usage
      ? {
          prompt_tokens: usage.prompt_tokens,
          completion_tokens: usage.completion_tokens,
          total_tokens: usage.total_tokens,
          cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? null,
          reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens ?? null,
        }
      : null,
  });
}

/** An answer as OpenAI's Responses API says it. */
export function inNativeWords({ text, refusal, toolCalls, finishReason, usage }: Said) {
  const calls = toolCalls.map(({ id, name, arguments: args }, at) => ({
    id: `fc_${at}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: args,
  }));
  const part = refusal
    ? { type: 'refusal', refusal }
    : { type: 'output_text', text, annotations: [], logprobs: [] };
  const message = { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part] };
  const output: Fields[] = calls.length > 0 ? calls : [message];
  const isCut = finishReason === 'length';
  const counts = usage && {
    input_tokens: usage.prompt_tokens,
    input_tokens_details: { cached_tokens: usage.cached_tokens, cache_write_tokens: 0 },
    output_tokens: usage.completion_tokens,
    output_tokens_details: { reasoning_tokens: usage.reasoning_tokens },
    total_tokens: usage.total_tokens,
  };
  const begun = { ...FRAME, status: 'in_progress', output: [], usage: null };
  const body = {
    ...FRAME,
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output,
    usage: counts,
  };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...output.flatMap((item, at) =>
      item['type'] === 'message' ? saidEvents(item, part) : calledEvents(item, at),
    ),
    { type: `response.${body.status}`, response: body },
  ];
  return { body, stream: toStream(events) };
}

/** Events as they stand on the wire, numbered. */
export function toStream(events: readonly Fields[]): string {
  return events
    .map(({ type, ...fields }, number) => {
      const event = { type, sequence_number: number, ...fields };
      return `event: ${String(type)}\ndata: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}

const FRAME = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_795_392_000,
  completed_at: null,
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: 'gpt-6-luna-2026-09-01',
  parallel_tool_calls: true,
  temperature: 1,
  top_p: 1,
  tool_choice: 'auto',
  tools: [],
  reasoning: { effort: 'low', summary: null },
  text: { format: { type: 'text' } },
  truncation: 'disabled',
  store: false,
  previous_response_id: null,
  service_tier: 'default',
  access_programs: null,
  field_of_tomorrow: { deep: [1] },
} as const;

function saidEvents(item: Fields, part: Fields): Fields[] {
  const place = { item_id: item['id'], output_index: 0, content_index: 0 };
  const isText = part['type'] === 'output_text';
  const said = String(isText ? part['text'] : part['refusal']);
  const empty = { ...part, ...(isText ? { text: '' } : { refusal: '' }) };
  const kind = isText ? 'output_text' : 'refusal';
  const more = isText ? { logprobs: [] } : {};
  const pieces = [said.slice(0, 3), said.slice(3)].filter((piece) => piece !== '');
  return [
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...place, part: empty },
    ...pieces.map((delta) => ({
      type: `response.${kind}.delta`,
      ...place,
      delta,
      ...more,
      obfuscation: 'x',
    })),
    { type: `response.${kind}.done`, ...place, ...(isText ? { text: said, ...more } : { refusal: said }) },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item },
  ];
}

function calledEvents(item: Fields, at: number): Fields[] {
  const place = { item_id: item['id'], output_index: at };
  const args = item['arguments'];
  return [
    {
      type: 'response.output_item.added',
      output_index: at,
      item: { ...item, status: 'in_progress', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', ...place, delta: args },
    { type: 'response.function_call_arguments.done', ...place, arguments: args },
    { type: 'response.output_item.done', output_index: at, item },
  ];
}
