import { OPTIONAL_FIELDS, ROLE } from '../chat-request.js';
import type { FieldSchema } from '../field-checks.js';
import { MODEL_SCHEMA } from '../../model-name-schema.js';
import { ABSENT, optionalFields, STREAM_OPTIONS_OR_NONE } from './shared-schemas.js';
import { EXAMPLE_MODEL } from '../../example-models.js';

const STRING = { type: 'string' } as const;
const OBJECTS = { type: 'array', items: { type: 'object' } } as const;

/** A text, or its parts. */
const CONTENT = [
  STRING,
  { type: 'array', items: { type: 'object', required: ['type'], properties: { type: STRING } } },
] as const;

const spokenBy = (...roles: readonly string[]) => ({ type: 'string', enum: roles });

/** What a message has to have depends on who speaks: an assistant may have said nothing. */
const MESSAGE = {
  type: 'object',
  required: ['role'],
  properties: { role: ROLE.schema, tool_calls: { ...OBJECTS, nullable: true } },
  oneOf: [
    {
      title: 'What is asked, and how to answer',
      required: ['content'],
      properties: { role: spokenBy('developer', 'system', 'user'), content: { anyOf: CONTENT } },
    },
    {
      title: 'What was answered',
      properties: { role: spokenBy('assistant', 'function'), content: { anyOf: [...CONTENT, ABSENT] } },
    },
    {
      title: 'What a tool returned',
      required: ['content', 'tool_call_id'],
      properties: { role: spokenBy('tool'), content: { anyOf: CONTENT }, tool_call_id: STRING },
    },
  ],
} as const;

/** The body of `/v1/chat/completions` in the document, made of what it is checked by; other fields travel on. */
export const CHAT_REQUEST_SCHEMA: FieldSchema = Object.freeze({
  type: 'object',
  description: "OpenAI's request, with every field that it has.",
  required: ['model', 'messages'],
  properties: {
    model: MODEL_SCHEMA,
    messages: { type: 'array', minItems: 1, items: MESSAGE },
    ...optionalFields(OPTIONAL_FIELDS),
  },
  anyOf: STREAM_OPTIONS_OR_NONE,
  example: { model: EXAMPLE_MODEL, messages: [{ role: 'user', content: 'Hello!' }] },
});
