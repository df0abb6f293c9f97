import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { EXAMPLE_EMBEDDING_MODEL, EXAMPLE_MODEL } from '../../example-models.js';
import { MODEL_NAME_SCHEMA } from '../../model-name-schema.js';
import { STATUS_TEXTS } from '../../status-texts.js';
import {
  BATCH_REQUEST,
  CHUNK_EVENT,
  CHUNKS,
  COUNT_REQUEST,
  EMBED_REQUEST,
  GEMINI_MODEL,
  GENERATE_REQUEST,
  GENERATED,
  GOOGLE_ERROR,
  VECTOR,
} from './gemini.schemas.js';

/** The heading of this surface in the document. */
export const GEMINI_TAG = "Gemini's API";

const OF_READING = [400, 401, 403, 404, 408, 431, 500, 503];
const ALL = Object.keys(STATUS_TEXTS).map(Number);

/** What the document says of whole answers. */
export const ApiGenerate = () =>
  applyDecorators(
    ...described(
      'Generate content',
      'As at Google, for the models of all providers. To Gemini a request goes as it came, and its answer comes back in its own bytes. What another provider has no word for is left out and told in `x-tollgate-warnings`; with `x-strict-params: true` it is refused.',
    ),
    ApiBody({ required: true, schema: GENERATE_REQUEST as never }),
    ApiOkResponse({ description: 'The answer.', schema: GENERATED as never }),
  );

/** What the document says of streams. */
export const ApiStreamGenerate = () =>
  applyDecorators(
    ...described(
      'Generate content in a stream',
      'With `alt=sse` an event for each chunk, else one array of them. Calls of functions come whole, with the reason and the counts, in the last chunk. After a failure comes an error in Google’s shape, and the connection ends.',
    ),
    ApiQuery({
      name: 'alt',
      required: false,
      description: '`sse` for events; with anything else, chunks come as one array.',
      schema: { type: 'string', example: 'sse' },
    }),
    ApiBody({ required: true, schema: GENERATE_REQUEST as never }),
    ApiOkResponse({
      description: 'The answer.',
      content: {
        'application/json': { schema: CHUNKS as never },
        'text/event-stream': { schema: CHUNK_EVENT as never },
      },
    }),
  );

/** What the document says of counting. */
export const ApiCountTokens = () =>
  applyDecorators(
    ...described(
      'Count the tokens of content',
      "The provider's own count, where it has one, else an estimate by characters: `x-tollgate-token-count` says `provider` or `estimate`.",
    ),
    ApiBody({ required: true, schema: COUNT_REQUEST as never }),
    ApiOkResponse({
      description: 'The count.',
      schema: {
        type: 'object',
        required: ['totalTokens'],
        properties: { totalTokens: { type: 'integer', minimum: 0 } },
      },
    }),
  );

/** What the document says of one vector. */
export const ApiEmbed = () =>
  applyDecorators(
    ...described('Embed content', 'As at Google, for models that make vectors.', EXAMPLE_EMBEDDING_MODEL),
    ApiBody({ required: true, schema: EMBED_REQUEST as never }),
    ApiOkResponse({
      description: 'The vector.',
      schema: { type: 'object', required: ['embedding'], properties: { embedding: VECTOR as never } },
    }),
  );

/** What the document says of several vectors. */
export const ApiBatchEmbed = () =>
  applyDecorators(
    ...described('Embed several contents', 'In one request to the provider.', EXAMPLE_EMBEDDING_MODEL),
    ApiBody({ required: true, schema: BATCH_REQUEST as never }),
    ApiOkResponse({
      description: 'The vectors, in the order of the requests.',
      schema: {
        type: 'object',
        required: ['embeddings'],
        properties: { embeddings: { type: 'array', items: VECTOR as never } },
      },
    }),
  );

/** What the document says of the list of models. */
export const ApiListGeminiModels = () =>
  applyDecorators(
    ApiTags(GEMINI_TAG),
    ApiOperation({ summary: "List the models of all providers in Gemini's shape" }),
    ApiQuery({
      name: 'pageSize',
      required: false,
      schema: { type: 'integer', minimum: 0, maximum: 999_999 },
    }),
    ApiQuery({ name: 'pageToken', required: false, schema: { type: 'string', pattern: '^\\d{0,6}$' } }),
    ApiOkResponse({
      description: 'A page of them.',
      schema: {
        type: 'object',
        required: ['models'],
        properties: {
          models: { type: 'array', items: GEMINI_MODEL as never },
          nextPageToken: { type: 'string' },
        },
      },
    }),
    ...errorResponses(OF_READING.filter((status) => status !== 404)),
  );

/** What the document says of one model. */
export const ApiGeminiModel = () =>
  applyDecorators(
    ApiTags(GEMINI_TAG),
    ApiOperation({ summary: "Tell of one model in Gemini's shape" }),
    theModel(EXAMPLE_MODEL),
    ApiOkResponse({ description: 'The model.', schema: GEMINI_MODEL as never }),
    ...errorResponses(OF_READING),
  );

function described(summary: string, description: string, example = EXAMPLE_MODEL) {
  return [
    ApiTags(GEMINI_TAG),
    ApiOperation({ summary, description }),
    theModel(example),
    ...errorResponses(ALL),
  ];
}

function theModel(example: string) {
  return ApiParam({
    name: 'model',
    description:
      '`provider/model`, an alias, a route, or a name that one provider owns; slashes may stand as they are.',
    schema: { ...MODEL_NAME_SCHEMA, example },
  });
}

function errorResponses(statuses: readonly number[]) {
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: STATUS_TEXTS[status] ?? '',
      content: { 'application/json': { schema: GOOGLE_ERROR as never } },
    }),
  );
}
