import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { STATUS_TEXTS } from '../../status-texts.js';
import {
  ANTHROPIC_ERROR,
  COUNT_REQUEST,
  MESSAGE_ANSWER,
  MESSAGE_EVENT,
  MESSAGES_REQUEST,
} from './messages.schemas.js';

/** The heading of this surface in the document. */
export const ANTHROPIC_TAG = "Anthropic's API";

const OVERLOADED = 'Anthropic has too much to do, in its own status for that.';

/** What the document says of messages. */
export const ApiMessages = () =>
  applyDecorators(
    ApiTags(ANTHROPIC_TAG),
    ApiOperation({
      summary: 'Create a message',
      description:
        "As at Anthropic, for the models of all providers. What a provider has no word for is left out and told in `x-tollgate-warnings`; with `x-strict-params: true` it is refused. Where a provider counts nothing before the end, `message_start` has an estimate of the input, and `message_delta` the provider's count.",
    }),
    ApiBody({ required: true, schema: MESSAGES_REQUEST as never }),
    ApiOkResponse({
      description: 'The answer.',
      content: {
        'application/json': { schema: MESSAGE_ANSWER as never },
        'text/event-stream': { schema: MESSAGE_EVENT as never },
      },
    }),
    ...errorResponses(),
  );

/** What the document says of counting. */
export const ApiCountTokens = () =>
  applyDecorators(
    ApiTags(ANTHROPIC_TAG),
    ApiOperation({
      summary: 'Count the tokens of a message',
      description:
        'The provider counts where it has a count for this API; else it is an estimate by characters. `x-tollgate-token-count` says which: `provider` or `estimate`.',
    }),
    ApiBody({ required: true, schema: COUNT_REQUEST as never }),
    ApiOkResponse({
      description: 'The count.',
      schema: {
        type: 'object',
        required: ['input_tokens'],
        properties: { input_tokens: { type: 'integer', minimum: 0 } },
      },
    }),
    ...errorResponses(),
  );

/** What the document says of failures. */
export function errorResponses() {
  return Object.entries({ ...STATUS_TEXTS, 529: OVERLOADED }).map(([status, description]) =>
    ApiResponse({
      status: Number(status),
      description,
      content: { 'application/json': { schema: ANTHROPIC_ERROR as never } },
    }),
  );
}
