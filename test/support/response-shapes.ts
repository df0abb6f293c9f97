import { Ajv, type ValidateFunction } from 'ajv';

/**
 * OpenAI's own types as JSON Schemas: what must be there, and of what type.
 * Source: openai 7.57.0, resources/responses/responses.d.ts, Response and ResponseStreamEvent.
 */
const STRING = { type: 'string' };
const SOME = { type: 'string', minLength: 1 };
const TEXT_OR_NULL = { type: ['string', 'null'] };
const COUNT = { type: 'integer', minimum: 0 };
const LIST = { type: 'array' };

const object = (properties: object, ...optional: readonly string[]) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const listOf = (items: object) => ({ type: 'array', items });
const STATUS = { enum: ['in_progress', 'completed', 'incomplete'] };

const OUTPUT_TEXT = object({
  type: { const: 'output_text' },
  text: STRING,
  annotations: LIST,
  logprobs: LIST,
});
const REFUSAL = object({ type: { const: 'refusal' }, refusal: STRING });
const PART = { anyOf: [OUTPUT_TEXT, REFUSAL] };
const SUMMARY = object({ type: { const: 'summary_text' }, text: STRING });
const MESSAGE = object({
  id: SOME,
  type: { const: 'message' },
  role: { const: 'assistant' },
  status: STATUS,
  content: listOf(PART),
});
const REASONING = object(
  { id: SOME, type: { const: 'reasoning' }, summary: listOf(SUMMARY), encrypted_content: SOME },
  'encrypted_content',
);
const called = (type: string, said: string) =>
  object({ id: SOME, type: { const: type }, status: STATUS, call_id: SOME, name: SOME, [said]: STRING });
const ITEM = {
  anyOf: [MESSAGE, REASONING, called('function_call', 'arguments'), called('custom_tool_call', 'input')],
};

const USAGE = object({
  input_tokens: COUNT,
  input_tokens_details: object({ cached_tokens: COUNT, cache_write_tokens: COUNT }),
  output_tokens: COUNT,
  output_tokens_details: object({ reasoning_tokens: COUNT }),
  total_tokens: COUNT,
});
const RESPONSE = object({
  id: { type: 'string', pattern: '^resp_' },
  object: { const: 'response' },
  created_at: { type: 'integer', minimum: 1 },
  completed_at: { type: ['integer', 'null'] },
  status: { enum: ['in_progress', 'completed', 'incomplete', 'failed'] },
  model: SOME,
  output: listOf(ITEM),
  usage: { anyOf: [USAGE, { type: 'null' }] },
  error: { anyOf: [object({ code: SOME, message: SOME }), { type: 'null' }] },
  incomplete_details: { type: ['object', 'null'] },
  instructions: TEXT_OR_NULL,
  metadata: { type: ['object', 'null'] },
  parallel_tool_calls: { type: 'boolean' },
  temperature: { type: ['number', 'null'] },
  top_p: { type: ['number', 'null'] },
  tool_choice: { type: ['string', 'object'] },
  tools: LIST,
  reasoning: object({ effort: TEXT_OR_NULL, summary: TEXT_OR_NULL }),
  text: object({ format: { type: 'object' } }),
  truncation: { enum: ['auto', 'disabled'] },
  store: { const: false },
  background: { const: false },
  previous_response_id: { type: 'null' },
  service_tier: TEXT_OR_NULL,
  access_programs: { type: 'null' },
});

const OF_ITEM = { item_id: SOME, output_index: COUNT };
const OF_PART = { ...OF_ITEM, content_index: COUNT };
const OF_SUMMARY = { ...OF_ITEM, summary_index: COUNT };
const whole = { response: RESPONSE };
const item = { output_index: COUNT, item: ITEM };
const EVENTS: Readonly<Record<string, object>> = {
  'response.created': whole,
  'response.in_progress': whole,
  'response.completed': whole,
  'response.incomplete': whole,
  'response.failed': { ...whole, error: object({ code: SOME, message: SOME, type: SOME }) },
  'response.output_item.added': item,
  'response.output_item.done': item,
  'response.content_part.added': { ...OF_PART, part: PART },
  'response.content_part.done': { ...OF_PART, part: PART },
  'response.output_text.delta': { ...OF_PART, delta: SOME, logprobs: LIST },
  'response.output_text.done': { ...OF_PART, text: STRING, logprobs: LIST },
  'response.output_text.annotation.added': {
    ...OF_PART,
    annotation_index: COUNT,
    annotation: { type: 'object' },
  },
  'response.refusal.delta': { ...OF_PART, delta: SOME },
  'response.refusal.done': { ...OF_PART, refusal: STRING },
  'response.function_call_arguments.delta': { ...OF_ITEM, delta: SOME },
  'response.function_call_arguments.done': { ...OF_ITEM, arguments: STRING },
  'response.custom_tool_call_input.delta': { ...OF_ITEM, delta: STRING },
  'response.custom_tool_call_input.done': { ...OF_ITEM, input: STRING },
  'response.reasoning_summary_part.added': { ...OF_SUMMARY, part: SUMMARY },
  'response.reasoning_summary_part.done': { ...OF_SUMMARY, part: SUMMARY },
  'response.reasoning_summary_text.delta': { ...OF_SUMMARY, delta: SOME },
  'response.reasoning_summary_text.done': { ...OF_SUMMARY, text: STRING },
};

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isResponse = ajv.compile(RESPONSE);
const checks = new Map(
  Object.entries(EVENTS).map(([type, fields]) => [
    type,
    ajv.compile(object({ type: { const: type }, sequence_number: COUNT, ...fields })),
  ]),
);

/** An event of a streamed response. */
export interface SentEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly [field: string]: unknown;
}

/** What is wrong with a response; empty = it is one of OpenAI's. */
export function faultsOfResponse(response: unknown): string[] {
  return faults(isResponse, response, 'response');
}

/**
 * What is wrong with the events of a stream: each by itself, their numbers, what begins and ends them, and items that
 * change their ids, have no end, or are not in the answer as they were told.
 */
export function faultsOfEvents(events: readonly SentEvent[]): string[] {
  const last = events.at(-1);
  return [
    ...events.flatMap((event, at) => faultsOfEvent(event, at)),
    ...(events[0]?.type === 'response.created' ? [] : ['no response.created at the beginning']),
    ...(events[1]?.type === 'response.in_progress' ? [] : ['no response.in_progress behind it']),
    ...(events.filter(({ type }) => ENDS.has(type)).length === 1 ? [] : ['not exactly one end']),
    ...(last && ENDS.has(last.type) ? [] : ['something behind the end']),
    ...(last && last.type !== 'response.failed' ? faultsOfItems(events, last) : []),
  ];
}

const ENDS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function faultsOfEvent(event: SentEvent, at: number): string[] {
  const check = checks.get(event.type);
  if (!check) return [`event ${at} has the unknown type ${event.type}`];
  const isNumbered = event.sequence_number === at;
  return [...faults(check, event, `event ${at}`), ...(isNumbered ? [] : [`event ${at} has a wrong number`])];
}

function faultsOfItems(events: readonly SentEvent[], last: SentEvent): string[] {
  const { id, output } = last['response'] as { id: string; output: readonly { id: string }[] };
  const of = (type: string) => events.filter((event) => event.type === `response.output_item.${type}`);
  const idOf = ({ item: told }: SentEvent) => (told as { id: string }).id;
  const ids = output.map((one) => one.id);
  const added = of('added').map(idOf);
  const isSame = JSON.stringify(added) === JSON.stringify(ids);
  const ended = new Map(of('done').map((event) => [event['output_index'], event['item']]));
  const partly = events.filter(
    ({ item_id: its, output_index: at }) => its !== undefined && ids[at as number] !== its,
  );
  const responses = events.flatMap(({ response }) => (response ? [(response as { id: string }).id] : []));
  return [
    ...(isSame ? [] : [`items were added as ${added.join()} and are ${ids.join()}`]),
    ...output.flatMap((one, at) =>
      JSON.stringify(ended.get(at)) === JSON.stringify(one) ? [] : [`item ${at} is not as it was told`],
    ),
    ...partly.map(({ type, item_id: its }) => `${type} is about ${String(its)}, which stands elsewhere`),
    ...(responses.every((one) => one === id) ? [] : ['the id of the response changes']),
  ];
}

function faults(check: ValidateFunction, value: unknown, what: string): string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
}
