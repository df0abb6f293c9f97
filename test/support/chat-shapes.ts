import { Ajv, type ValidateFunction } from 'ajv';

/**
 * OpenAI's own types as JSON Schemas: what must be there, and of what type. Fields besides are the provider's affair.
 * Source: openai 7.57.0, resources/chat/completions/completions.d.ts, ChatCompletion and ChatCompletionChunk.
 */
const TEXT_OR_NULL = { type: ['string', 'null'] };
const FINISH_REASON = { enum: ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'] };
const COUNT = { type: 'integer', minimum: 0 };
const INDEX = COUNT;

const object = (properties: object, ...optional: readonly string[]) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const USAGE = object({ prompt_tokens: COUNT, completion_tokens: COUNT, total_tokens: COUNT });
const LOGPROBS = { type: ['object', 'null'] };
const FRAME = {
  id: { type: 'string', minLength: 1 },
  created: COUNT,
  model: { type: 'string', minLength: 1 },
};

const TOOL_CALL = object({
  id: { type: 'string', minLength: 1 },
  type: { const: 'function' },
  function: object({ name: { type: 'string', minLength: 1 }, arguments: { type: 'string' } }),
});
const MESSAGE = object(
  {
    role: { const: 'assistant' },
    content: TEXT_OR_NULL,
    refusal: TEXT_OR_NULL,
    tool_calls: { type: 'array', minItems: 1, items: TOOL_CALL },
  },
  'tool_calls',
);
const COMPLETION = object(
  {
    ...FRAME,
    system_fingerprint: TEXT_OR_NULL,
    object: { const: 'chat.completion' },
    choices: {
      type: 'array',
      minItems: 1,
      items: object({ index: INDEX, finish_reason: FINISH_REASON, logprobs: LOGPROBS, message: MESSAGE }),
    },
    usage: USAGE,
  },
  'system_fingerprint',
);

const CALL_PIECE = object(
  {
    index: INDEX,
    id: { type: 'string', minLength: 1 },
    type: { const: 'function' },
    function: object(
      { name: { type: 'string', minLength: 1 }, arguments: { type: 'string' } },
      'name',
      'arguments',
    ),
  },
  'id',
  'type',
);
const DELTA = object(
  {
    role: { const: 'assistant' },
    content: TEXT_OR_NULL,
    refusal: TEXT_OR_NULL,
    tool_calls: { type: 'array', minItems: 1, items: CALL_PIECE },
  },
  'role',
  'content',
  'refusal',
  'tool_calls',
);
const CHUNK = object(
  {
    ...FRAME,
    system_fingerprint: TEXT_OR_NULL,
    object: { const: 'chat.completion.chunk' },
    choices: {
      type: 'array',
      items: object(
        {
          index: INDEX,
          delta: DELTA,
          finish_reason: { anyOf: [FINISH_REASON, { type: 'null' }] },
          logprobs: LOGPROBS,
        },
        'logprobs',
      ),
    },
    usage: { anyOf: [USAGE, { type: 'null' }] },
  },
  'usage',
  'system_fingerprint',
);

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isCompletion = ajv.compile(COMPLETION);
const isChunk = ajv.compile(CHUNK);

/** What is wrong with a whole answer; empty = it is one of OpenAI's. */
export function faultsOfCompletion(answer: unknown): string[] {
  return faults(isCompletion, answer, 'answer');
}

/** What is wrong with one chunk, by itself. */
export function faultsOfChunk(chunk: unknown, at: number): string[] {
  return faults(isChunk, chunk, `chunk ${at}`);
}

function faults(check: ValidateFunction, value: unknown, what: string): string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
}
