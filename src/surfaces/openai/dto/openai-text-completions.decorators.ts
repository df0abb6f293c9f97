import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { STATUS_TEXTS } from '../../status-texts.js';
import { OPTIONAL_FIELDS } from '../text-completion-request.js';
import { errorResponses, OPENAI_TAG } from './openai-api.decorators.js';
import { MODEL_SCHEMA } from '../../model-name-schema.js';
import { optionalFields, STREAM_EVENT, STREAM_OPTIONS_OR_NONE } from './shared-schemas.js';
import { PROMPT } from './texts-or-tokens.js';

const TEXT_REQUEST = {
  type: 'object',
  description: "OpenAI's request, with every field that it has.",
  required: ['model', 'prompt'],
  properties: {
    model: MODEL_SCHEMA,
    prompt: PROMPT,
    ...optionalFields(OPTIONAL_FIELDS),
  },
  anyOf: STREAM_OPTIONS_OR_NONE,
  example: { model: 'provider/model', prompt: 'Once upon a time', max_tokens: 20 },
} as const;

const TEXT_COMPLETION = {
  type: 'object',
  required: ['choices'],
  properties: {
    id: { type: 'string' },
    object: { type: 'string', description: "The provider's own, as a rule `text_completion`." },
    created: { type: 'integer' },
    model: { type: 'string', description: 'The model that answered.' },
    choices: {
      type: 'array',
      items: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
    },
    usage: { type: 'object', nullable: true },
  },
} as const;

/** What the document says of completions of texts. */
export const ApiTextCompletion = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({
      summary: 'Complete a text',
      description:
        "OpenAI's older API, for providers that have it; others answer 400. New programs use `/v1/chat/completions`. Streams end as those of chat completions.",
    }),
    ApiBody({ required: true, schema: TEXT_REQUEST as never }),
    ApiOkResponse({
      description: "The answer, as the provider's model gave it.",
      content: {
        'application/json': { schema: TEXT_COMPLETION as never },
        'text/event-stream': { schema: STREAM_EVENT as never },
      },
    }),
    ...errorResponses(Object.keys(STATUS_TEXTS).map(Number)),
  );
