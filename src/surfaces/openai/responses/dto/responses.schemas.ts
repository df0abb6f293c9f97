import { EXAMPLE_MODEL } from '../../../example-models.js';
import { MODEL_SCHEMA } from '../../../model-name-schema.js';
import { optionalFields } from '../../dto/shared-schemas.js';
import { OPTIONAL_FIELDS } from '../request/responses-request.js';
import { ITEM_ROLE } from '../request/input-items.js';

const STRING = { type: 'string' } as const;
const OBJECT = { type: 'object' } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ ...schema, nullable: true });
const only = (...words: readonly string[]) => ({ type: 'string', enum: words });

const PARTS = {
  type: 'array',
  items: { type: 'object', required: ['type'], properties: { type: STRING } },
} as const;
const CONTENT = { anyOf: [STRING, PARTS] } as const;

const calls = (type: string, said: string) => ({
  title: `A call: ${type}`,
  type: 'object',
  required: ['type', 'call_id', 'name', said],
  properties: { type: only(type), call_id: STRING, name: STRING, [said]: STRING },
});
const results = (type: string) => ({
  title: `A result: ${type}`,
  type: 'object',
  required: ['type', 'call_id', 'output'],
  properties: { type: only(type), call_id: STRING, output: CONTENT },
});

const KNOWN_TYPES = [
  'message',
  'function_call',
  'custom_tool_call',
  'function_call_output',
  'custom_tool_call_output',
  'reasoning',
  'item_reference',
] as const;

const ITEM = {
  anyOf: [
    {
      title: 'A message',
      type: 'object',
      required: ['role', 'content'],
      properties: {
        type: { type: 'string', enum: ['message', null], nullable: true },
        role: ITEM_ROLE.schema,
        content: CONTENT,
      },
    },
    calls('function_call', 'arguments'),
    calls('custom_tool_call', 'input'),
    results('function_call_output'),
    results('custom_tool_call_output'),
    {
      title: 'What a model thought',
      type: 'object',
      required: ['type'],
      properties: { type: only('reasoning'), encrypted_content: nullable(STRING) },
    },
    {
      title: 'Of another type: goes to a provider that has this API, and is left out and told elsewhere',
      type: 'object',
      required: ['type'],
      properties: { type: { type: 'string', not: { enum: KNOWN_TYPES } } },
    },
  ],
} as const;

/** What only a store of responses could answer; `null` is taken. */
const NOT_TAKEN = { type: 'string', nullable: true, enum: [null] } as const;

/** The body of `/v1/responses`, made of what it is checked by; other fields are left out and told. */
export const RESPONSES_REQUEST = {
  type: 'object',
  description: "OpenAI's request, with every field that it has.",
  required: ['model', 'input'],
  properties: {
    model: MODEL_SCHEMA,
    input: { anyOf: [STRING, { type: 'array', minItems: 1, items: ITEM }] },
    ...optionalFields(OPTIONAL_FIELDS),
    background: { type: 'boolean', nullable: true, enum: [false, null] },
    conversation: NOT_TAKEN,
    prompt: NOT_TAKEN,
  },
  example: { model: EXAMPLE_MODEL, input: 'Hello!' },
} as const;

/** A whole answer. */
export const RESPONSE_ANSWER = {
  type: 'object',
  required: [
    'id',
    'object',
    'created_at',
    'status',
    'model',
    'output',
    'usage',
    'error',
    'incomplete_details',
  ],
  properties: {
    id: STRING,
    object: only('response'),
    created_at: { type: 'integer' },
    status: only('completed', 'incomplete'),
    model: { type: 'string', description: 'The model that answered.' },
    output: PARTS,
    usage: nullable({
      type: 'object',
      required: ['input_tokens', 'output_tokens', 'total_tokens'],
      properties: {
        input_tokens: { type: 'integer' },
        output_tokens: { type: 'integer' },
        total_tokens: { type: 'integer' },
      },
    }),
    error: nullable(OBJECT),
    incomplete_details: nullable(OBJECT),
  },
} as const;

/** OpenAPI 3.0 has no word for the JSON inside a text: `data` says it by extensions, as the agents' events do. */
export const RESPONSE_EVENT = {
  type: 'object',
  description:
    'One event, named by the `type` of its data: `response.created`, `response.in_progress`, the items, then one of `response.completed`, `response.incomplete` and `response.failed`.',
  required: ['event', 'data'],
  properties: {
    event: STRING,
    data: { type: 'string', description: 'JSON.', 'x-content-media-type': 'application/json' },
  },
} as const;
