import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { STATUS_TEXTS } from '../../status-texts.js';
import { ANY_EVENT, STREAM_EXAMPLE } from '../openapi/event-schemas.js';
import { AgentErrorDto, AgentSuccessDto } from './agent-envelope.dto.js';
import { PromptRequestDto } from './prompt-request.dto.js';
import { ModelListDto } from './model-list.dto.js';
import { ProviderListDto } from './provider-list.dto.js';

/** What only this surface words otherwise. */
const TEXTS: Readonly<Record<number, string>> = {
  ...STATUS_TEXTS,
  400: 'The body breaks the contract, the provider has no key, or it does not take this prompt or this model.',
  404: 'No such provider.',
};

const HEADERS = {
  'x-request-id': { description: 'The id of this call.', schema: { type: 'string' } },
  'x-gateway-simulated': {
    description: '`true` where a simulator answered.',
    schema: { type: 'string' },
  },
  Deprecation: {
    description: 'The model has a shutdown date (RFC 9745); a warning says more.',
    schema: { type: 'string', example: '@1795392000' },
  },
  Sunset: {
    description: 'The day on which the provider switches the model off (RFC 8594).',
    schema: { type: 'string', example: 'Thu, 14 Jan 2027 00:00:00 GMT' },
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  'WWW-Authenticate': { description: 'What is asked for.', schema: { type: 'string' } },
} as const;

const HEADERS_OF_STATUS: Readonly<Record<number, readonly (keyof typeof HEADERS)[]>> = {
  200: ['x-gateway-simulated', 'Deprecation', 'Sunset'],
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** What the document says of the list of providers. */
export const ApiListProviders = () =>
  applyDecorators(
    ApiTags('Providers'),
    ApiOperation({ summary: 'List the providers', description: 'Those without a key too; never a key.' }),
    ApiExtraModels(AgentErrorDto),
    ApiOkResponse({ type: ProviderListDto, description: 'All providers.' }),
    ...errorResponses([503]),
  );

/** What the document says of a provider's list of models. */
export const ApiListModels = () =>
  applyDecorators(
    ApiTags('Providers'),
    ApiExtraModels(AgentErrorDto),
    ApiOperation({
      summary: 'List the models of a provider',
      description: "The provider's own list, at most ten minutes old, with the names that the gateway adds.",
    }),
    ApiParam({ name: 'provider', description: 'Id of a provider.', example: 'openai' }),
    ApiOkResponse({ type: ModelListDto, description: 'Its models.' }),
    ...errorResponses([404, 503]),
  );

/** What the document says of a prompt's route. */
export const ApiPrompt = () =>
  applyDecorators(
    ApiExtraModels(AgentSuccessDto, AgentErrorDto),
    ApiOperation({
      summary: 'Send a prompt',
      description:
        'Answers with one JSON envelope, or with `stream: true` as server-sent events: zero or more `delta` (`{"text": "…"}`), then exactly one `done` (the success envelope) or `error` (the error envelope).',
    }),
    ApiParam({ name: 'provider', description: 'Id of a provider.', example: 'openai' }),
    ApiBody({ type: PromptRequestDto, required: true }),
    ApiOkResponse({
      description: 'The answer.',
      headers: headersOf(200),
      content: {
        'application/json': { schema: { $ref: getSchemaPath(AgentSuccessDto) } },
        'text/event-stream': {
          schema: ANY_EVENT,
          example: STREAM_EXAMPLE,
        },
      },
    }),
    ...errorResponses(Object.keys(TEXTS).map(Number)),
  );

function errorResponses(statuses: readonly number[]) {
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: TEXTS[status] ?? '',
      headers: headersOf(status),
      content: { 'application/json': { schema: { $ref: getSchemaPath(AgentErrorDto) } } },
    }),
  );
}

/** A header means the same at every status that has it. */
function headersOf(status: number) {
  const names = ['x-request-id', ...(HEADERS_OF_STATUS[status] ?? [])] as const;
  return Object.fromEntries(names.map((name) => [name, HEADERS[name]]));
}
