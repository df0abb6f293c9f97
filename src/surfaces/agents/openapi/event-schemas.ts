import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type EventName = 'delta' | 'done' | 'error';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The events of a stream by their names: what each says, and the schema of the JSON in its `data`. */
const EVENTS: Readonly<Record<EventName, { readonly description: string; readonly data: string }>> = {
  delta: { description: 'A piece of the text; zero or more of them.', data: 'AgentDelta' },
  done: {
    description: 'The whole answer; the last event of a stream that ended well.',
    data: 'AgentSuccess',
  },
  error: { description: 'The failure; the last event of a stream that did not.', data: 'AgentError' },
};

/**
 * Schemas of what a stream is made of. OpenAPI 3.0 has no word for the JSON inside a text, so `data` says it by the
 * extensions `x-content-media-type` and `x-content-schema`, as JSON Schema's `contentSchema` would.
 */
export const EVENT_SCHEMAS: Schemas = {
  AgentDelta: {
    type: 'object',
    required: ['text'],
    properties: {
      text: { type: 'string', description: 'To be added to the text so far.', example: 'Hello' },
    },
  },
  ...Object.fromEntries(
    Object.entries(EVENTS).map(([name, event]) => [schemaOf(name as EventName), toSchema(name, event)]),
  ),
};

/** One event of the stream, as a reader of server-sent events hands it on. */
export const ANY_EVENT = {
  description:
    'One event; a stream is zero or more `delta`, then exactly one `done` or `error`, then its end. A stream without a last one broke off.',
  oneOf: (Object.keys(EVENTS) as EventName[]).map((name) => reference(schemaOf(name))),
};

function schemaOf(name: EventName): string {
  return `Agent${name[0]!.toUpperCase()}${name.slice(1)}Event`;
}

function toSchema(name: string, { description, data }: (typeof EVENTS)[EventName]): Schemas[string] {
  const content = { 'x-content-media-type': 'application/json', 'x-content-schema': reference(data) };
  return {
    type: 'object',
    description,
    required: ['event', 'data'],
    properties: {
      event: { type: 'string', enum: [name] },
      data: { type: 'string', description: `JSON of the schema \`${data}\`.`, ...content },
    },
  };
}

const ANSWER = {
  status: 'success',
  message: 'Hello there!',
  model: 'gpt-o3-mini',
  usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5, cached_tokens: 0, reasoning_tokens: 0 },
  provider: 'openai',
  provider_model: 'gpt-6-luna',
  finish_reason: 'stop',
  warnings: [],
  cost_usd: '0.000002',
  cost_source: 'price_table',
  attempts: 1,
  request_id: '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c',
};

/** A whole stream, as it is on the wire. */
export const STREAM_EXAMPLE = [
  ['delta', { text: 'Hello ' }],
  ['delta', { text: 'there!' }],
  ['done', ANSWER],
]
  .map(([event, data]) => `event: ${event as string}\ndata: ${JSON.stringify(data)}\n\n`)
  .join('');
