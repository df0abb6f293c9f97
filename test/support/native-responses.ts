import type { AnswerFixture } from '../../src/port/testing/contract/fixtures.js';
import { framesOf } from '../../src/port/testing/contract/wire-events.js';
import { fixtureOf, type ClientWire } from './client-wires.js';
import type { Cut } from './staged-providers.js';

/** OpenAI, asked by its Responses API: what callers of that API write reaches it as it is. */
export const NATIVE: ClientWire = { provider: 'openai', model: 'openai/gpt-6-luna' };

type Fields = Readonly<Record<string, unknown>>;

/** A fixture of OpenAI's chat completions, as its Responses API would have said it. @throws Error where there is none. */
export function nativeFixture(name: string): AnswerFixture {
  const fixture = fixtureOf(NATIVE, name);
  return { ...fixture, ...inNativeWords(fixture.expected) };
}

/** The same of a text. */
export function nativeSaying(text: string): Pick<AnswerFixture, 'body' | 'stream'> {
  return inNativeWords({ ...fixtureOf(NATIVE, 'plain').expected, text });
}

function inNativeWords({ text, refusal, toolCalls, finishReason, usage }: AnswerFixture['expected']) {
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

/** Between its events and inside each, in two ways. */
export function nativeCuts({ stream }: Pick<AnswerFixture, 'stream'>): Cut[] {
  let start = 0;
  const places = framesOf(stream ?? '').flatMap((frame) => {
    const bytes = Buffer.byteLength(frame);
    start += bytes;
    return bytes === 0 ? [] : [start - bytes, start - Math.ceil(bytes / 2)];
  });
  return places.flatMap((at): Cut[] => [
    { at, ending: 'end' },
    { at, ending: 'cut' },
  ]);
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
