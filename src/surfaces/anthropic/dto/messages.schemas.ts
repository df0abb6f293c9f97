import { EXAMPLE_MODEL } from '../../example-models.js';
import { MODEL_SCHEMA } from '../../model-name-schema.js';

const STRING = { type: 'string' } as const;
const OBJECT = { type: 'object' } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ ...schema, nullable: true });

/** A text, or its blocks. */
const CONTENT = {
  anyOf: [
    STRING,
    { type: 'array', items: { type: 'object', required: ['type'], properties: { type: STRING } } },
  ],
} as const;

const MESSAGE = {
  type: 'object',
  required: ['role', 'content'],
  properties: { role: { type: 'string', enum: ['user', 'assistant', 'system'] }, content: CONTENT },
} as const;

/** What both routes take; other fields travel on to Anthropic, and are left out and told elsewhere. */
const PROPERTIES = {
  model: MODEL_SCHEMA,
  messages: { type: 'array', minItems: 1, items: MESSAGE },
  system: { anyOf: [...CONTENT.anyOf, { type: 'string', nullable: true, enum: [null] }] },
  tools: nullable({ type: 'array', items: OBJECT }),
  tool_choice: nullable(OBJECT),
  thinking: nullable(OBJECT),
  output_config: nullable(OBJECT),
  temperature: nullable({ type: 'number' }),
  top_p: nullable({ type: 'number' }),
  top_k: nullable({ type: 'number' }),
  stop_sequences: nullable({ type: 'array', items: STRING }),
  metadata: nullable(OBJECT),
  service_tier: nullable(STRING),
  stream: nullable({ type: 'boolean' }),
} as const;

const ASKED = { model: EXAMPLE_MODEL, messages: [{ role: 'user', content: 'Hello!' }] };

/** The body of `/v1/messages`. */
export const MESSAGES_REQUEST = {
  type: 'object',
  description: "Anthropic's request, with every field that it has.",
  required: ['model', 'max_tokens', 'messages'],
  properties: {
    ...PROPERTIES,
    max_tokens: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
  example: { ...ASKED, max_tokens: 100 },
} as const;

/** The body of `/v1/messages/count_tokens`. */
export const COUNT_REQUEST = {
  type: 'object',
  description: "Anthropic's request.",
  required: ['model', 'messages'],
  properties: PROPERTIES,
  example: ASKED,
} as const;

/** A whole answer. */
export const MESSAGE_ANSWER = {
  type: 'object',
  required: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage'],
  properties: {
    id: STRING,
    type: { type: 'string', enum: ['message'] },
    role: { type: 'string', enum: ['assistant'] },
    model: { type: 'string', description: 'The model that answered.' },
    content: {
      type: 'array',
      items: { type: 'object', required: ['type'], properties: { type: STRING } },
    },
    stop_reason: nullable(STRING),
    stop_sequence: nullable(STRING),
    usage: {
      type: 'object',
      required: ['input_tokens', 'output_tokens'],
      properties: { input_tokens: { type: 'integer' }, output_tokens: { type: 'integer' } },
    },
  },
} as const;

/** OpenAPI 3.0 has no word for the JSON inside a text: `data` says it by extensions, as the agents' events do. */
export const MESSAGE_EVENT = {
  type: 'object',
  description:
    'One event, named by the `type` of its data: `message_start`, the blocks, `message_delta` and `message_stop`; an answer that fails ends in `error` and has no `message_stop`.',
  required: ['event', 'data'],
  properties: {
    event: STRING,
    data: { type: 'string', description: 'JSON.', 'x-content-media-type': 'application/json' },
  },
} as const;

/** A failure. */
export const ANTHROPIC_ERROR = {
  type: 'object',
  required: ['type', 'error', 'request_id'],
  properties: {
    type: { type: 'string', enum: ['error'] },
    error: {
      type: 'object',
      required: ['type', 'message'],
      properties: { type: STRING, message: STRING, details: OBJECT },
    },
    request_id: STRING,
  },
} as const;
