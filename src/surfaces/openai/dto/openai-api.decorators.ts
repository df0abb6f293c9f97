import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CHAT_REQUEST_SCHEMA } from './chat-request.schema.js';
import { STREAM_EVENT } from './shared-schemas.js';
import { STATUS_TEXTS } from '../../status-texts.js';
import { EXAMPLE_MODEL } from '../../example-models.js';

/** The heading of this surface in the document. */
export const OPENAI_TAG = "OpenAI's API";

const nullable = (type: 'string' | 'integer' | 'boolean') => ({ type, nullable: true });

const ERROR_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: nullable('string'),
        code: nullable('string'),
      },
    },
  },
} as const;

const CHAT_COMPLETION = {
  type: 'object',
  required: ['id', 'object', 'created', 'model', 'choices'],
  properties: {
    id: { type: 'string' },
    object: { type: 'string', enum: ['chat.completion'] },
    created: { type: 'integer' },
    model: { type: 'string', description: 'The model that answered.' },
    choices: { type: 'array', items: { type: 'object' } },
    usage: { type: 'object', nullable: true },
  },
} as const;

const MODEL = {
  type: 'object',
  required: ['id', 'object', 'created', 'owned_by'],
  properties: {
    id: { type: 'string', description: 'As `model` takes it.', example: EXAMPLE_MODEL },
    object: { type: 'string', enum: ['model'] },
    created: { type: 'integer', description: 'Seconds since the Unix epoch; 0 = not known.' },
    owned_by: { type: 'string', description: 'Id of the provider, or of the route.' },
    alias_of: nullable('string'),
    context_length: nullable('integer'),
    max_output_tokens: nullable('integer'),
    pricing: {
      type: 'object',
      nullable: true,
      description: 'US dollars a million tokens, as decimal strings.',
      properties: {
        input_usd_per_million: { type: 'string' },
        cached_input_usd_per_million: { type: 'string', nullable: true },
        output_usd_per_million: { type: 'string', nullable: true },
        source: { type: 'string', enum: ['operator', 'provider', 'price_table'] },
      },
    },
    capabilities: {
      type: 'object',
      description: 'What it can do; `null` = not known.',
      properties: {
        tools: nullable('boolean'),
        vision: nullable('boolean'),
        reasoning: nullable('boolean'),
        structured_output: nullable('boolean'),
      },
    },
    shutdown_date: nullable('string'),
    replacement: nullable('string'),
    adapted_parameters: { type: 'array', items: { type: 'object' } },
  },
} as const;

const OF_READING = [400, 401, 403, 404, 408, 431, 500, 503];

/** What the document says of chat completions. */
export const ApiChatCompletion = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({
      summary: 'Create a chat completion',
      description:
        'As at OpenAI, for the models of all providers. With `stream: true` chunks come as `data:` lines, then `data: [DONE]` after a good end, or `data: {"error": …}` and no `[DONE]` after a failure.',
    }),
    ApiBody({ required: true, schema: CHAT_REQUEST_SCHEMA as never }),
    ApiOkResponse({
      description: "The answer, as the provider's model gave it.",
      content: {
        'application/json': { schema: CHAT_COMPLETION as never },
        'text/event-stream': { schema: STREAM_EVENT as never },
      },
    }),
    ...errorResponses(Object.keys(STATUS_TEXTS).map(Number)),
  );

/** What the document says of the list of models. */
export const ApiListOpenAiModels = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({
      summary: 'List the models of all providers',
      description:
        "Those of providers that have their key, and the routes. With the header `anthropic-version`, a page of them in the shape of Anthropic's API.",
    }),
    ApiOkResponse({
      description: 'The models.',
      schema: {
        type: 'object',
        required: ['object', 'data'],
        properties: {
          object: { type: 'string', enum: ['list'] },
          data: { type: 'array', items: MODEL as never },
        },
      },
    }),
    ...errorResponses(OF_READING.filter((status) => status !== 404)),
  );

/** What the document says of one model. */
export const ApiOpenAiModel = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({ summary: 'Tell of one model' }),
    ApiParam({
      name: 'model',
      description: 'Its id; slashes may stand as they are.',
      example: EXAMPLE_MODEL,
    }),
    ApiOkResponse({ description: 'The model.', schema: MODEL as never }),
    ...errorResponses(OF_READING),
  );

/** What the document says of failures with these statuses. */
export function errorResponses(statuses: readonly number[]) {
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: STATUS_TEXTS[status] ?? '',
      content: { 'application/json': { schema: ERROR_SCHEMA as never } },
    }),
  );
}
