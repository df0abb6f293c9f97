import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { STATUS_TEXTS } from '../../status-texts.js';
import { errorResponses, OPENAI_TAG } from './openai-api.decorators.js';
import { MODEL_SCHEMA } from '../../model-name-schema.js';
import { TEXTS_OR_TOKENS } from './texts-or-tokens.js';
import { EXAMPLE_EMBEDDING_MODEL } from '../../example-models.js';

const EMBEDDING_REQUEST = {
  type: 'object',
  description: "OpenAI's request, with every field that it has.",
  required: ['model', 'input'],
  properties: {
    model: MODEL_SCHEMA,
    input: TEXTS_OR_TOKENS,
    encoding_format: {
      type: 'string',
      enum: ['float', 'base64', null],
      nullable: true,
      description: 'How the vectors are written, whatever the provider writes: base64 is that of float32s.',
    },
    dimensions: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, nullable: true },
    user: { type: 'string', nullable: true },
  },
  example: { model: EXAMPLE_EMBEDDING_MODEL, input: ['Hello!', 'Good day!'] },
} as const;

const EMBEDDINGS = {
  type: 'object',
  required: ['object', 'data', 'model', 'usage'],
  properties: {
    object: { type: 'string', enum: ['list'] },
    data: {
      type: 'array',
      items: {
        type: 'object',
        required: ['object', 'index', 'embedding'],
        properties: {
          object: { type: 'string', enum: ['embedding'] },
          index: { type: 'integer' },
          embedding: {
            oneOf: [
              { type: 'array', items: { type: 'number' } },
              { type: 'string', format: 'byte' },
            ],
          },
        },
      },
    },
    model: { type: 'string', description: 'The model that made them.' },
    usage: {
      type: 'object',
      required: ['prompt_tokens', 'total_tokens'],
      properties: { prompt_tokens: { type: 'integer' }, total_tokens: { type: 'integer' } },
      description:
        'Where the provider counted nothing, an estimate by characters: `x-tollgate-token-count: estimate` says so.',
    },
  },
} as const;

/** What the document says of embeddings. */
export const ApiEmbeddings = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({
      summary: 'Create embeddings',
      description:
        'As at OpenAI, for providers that have them. A batch of which one input fails is refused as a whole.',
    }),
    ApiBody({ required: true, schema: EMBEDDING_REQUEST as never }),
    ApiOkResponse({ description: 'A vector for each input.', schema: EMBEDDINGS as never }),
    ...errorResponses(Object.keys(STATUS_TEXTS).map(Number)),
  );
