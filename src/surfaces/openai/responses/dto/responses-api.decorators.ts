import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { STATUS_TEXTS } from '../../../status-texts.js';
import { errorResponses, OPENAI_TAG } from '../../dto/openai-api.decorators.js';
import { RESPONSE_ANSWER, RESPONSE_EVENT, RESPONSES_REQUEST } from './responses.schemas.js';

/** What the document says of responses. */
export const ApiResponses = () =>
  applyDecorators(
    ApiTags(OPENAI_TAG),
    ApiOperation({
      summary: 'Create a response',
      description:
        'As at OpenAI, for the models of all providers. Tollgate keeps nothing: a request brings its whole conversation in `input`, and `conversation` and `background` are refused. `previous_response_id` goes on from a response that its provider keeps: the model has to be of that provider, and the id given out for the same gateway key. GET, DELETE, `/input_items`, `/cancel` and `/v1/responses/compact` are answered by that provider, too; `/v1/responses/input_tokens` is counted by the provider, or estimated, and `x-tollgate-token-count` says which. What a provider has no word for is left out and told in `x-tollgate-warnings`; with `x-strict-params: true` it is refused. A stream that fails ends in `response.failed`, which has the error at its top as well.',
    }),
    ApiBody({ required: true, schema: RESPONSES_REQUEST as never }),
    ApiOkResponse({
      description: 'The answer.',
      content: {
        'application/json': { schema: RESPONSE_ANSWER as never },
        'text/event-stream': { schema: RESPONSE_EVENT as never },
      },
    }),
    ...errorResponses(Object.keys(STATUS_TEXTS).map(Number)),
  );
