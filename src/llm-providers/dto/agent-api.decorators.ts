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
import { ERROR_TRAITS, type ErrorCode } from '../../common/errors.js';
import { AgentErrorDto, AgentSuccessDto } from './agent-envelope.dto.js';
import { PromptRequestDto } from './prompt-request.dto.js';
import { ProviderListDto } from './provider-list.dto.js';

const REQUEST_ID = '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c';

/** One example for each code that the endpoint can answer with: the message, and the field at fault if there is one. */
const EXAMPLES: Partial<Record<ErrorCode, readonly [message: string, param?: string]>> = {
  'request.invalid': [
    'Invalid request: max_tokens must be a whole number from 1 to 2147483647.',
    'max_tokens',
  ],
  'request.malformed': ['The body is not valid JSON.'],
  'provider.key_missing': ['OPENAI_API_KEY missing in environment.'],
  'provider.rejected': ['OpenAI API error: it refused the request (it answered with status 400).'],
  'model.not_found': [
    'OpenAI API error: the model "o3-mini" was switched off on 2026-10-23. Ask for its replacement instead: gpt-6.1-sol or gpt-5.6-sol.',
    'model',
  ],
  'auth.invalid_key': [
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>" or "x-api-key: <key>".',
  ],
  'provider.unknown': ['There is no such provider. Providers are: openai, sandbox.'],
  'request.timed_out': ['The request did not arrive in time.'],
  'request.too_large': ['The body is larger than 10485760 bytes.'],
  'request.unsupported_media_type': [
    'The body must be JSON in UTF-8, sent as "Content-Type: application/json".',
  ],
  'provider.rate_limited': ['OpenAI API error: it is rate limiting OPENAI_API_KEY; try again later.'],
  'gateway.internal': [
    'Unexpected error: the gateway failed to handle this request. Its log has the details under this request id.',
  ],
  'provider.auth_failed': [
    "OpenAI API error: it refused this gateway's key; check OPENAI_API_KEY and what the key may do.",
  ],
  'provider.quota_exhausted': ['OpenAI API error: the quota or credit behind OPENAI_API_KEY is spent.'],
  'provider.unavailable': ['OpenAI API error: it is failing (it answered with status 500); try again later.'],
  'provider.unreachable': ['OpenAI API error: it could not be reached at the configured address.'],
  'provider.invalid_response': ['OpenAI API error: its answer has no message.'],
  'gateway.draining': ['The gateway is shutting down; send this request again.'],
  'provider.timed_out': ['OpenAI API error: no first byte in time (UPSTREAM_FIRST_BYTE_TIMEOUT_MS).'],
};

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'The request breaks a rule, the provider has no key, or the provider refuses the request or the model.',
  401: 'Gateway keys are set, and none of them was sent.',
  404: 'No such provider.',
  408: 'The request did not arrive in time.',
  413: 'The body is over the limit.',
  415: 'The body is not JSON in UTF-8, or packed in a way that is not known.',
  429: 'The provider is rate limiting. `Retry-After` says when to try again, in seconds.',
  500: 'Nobody foresaw this.',
  502: "The provider fails, cannot be reached, sends what cannot be read, or refuses the gateway's key.",
  503: 'The gateway is shutting down. `Retry-After` says when to try again, in seconds.',
  504: 'The provider took too long.',
};

export const ApiListProviders = () =>
  applyDecorators(
    ApiTags('Providers'),
    ApiOperation({ summary: 'List the providers', description: 'Those without a key too; never a key.' }),
    ApiOkResponse({ type: ProviderListDto, description: 'All providers.' }),
    ...errorResponses([401]),
  );

export const ApiPrompt = () =>
  applyDecorators(
    ApiExtraModels(AgentSuccessDto, AgentErrorDto),
    ApiOperation({
      summary: 'Send a prompt',
      description:
        'Answers with one JSON envelope, or with `stream: true` as server-sent events: zero or more `delta` (`{"text": "…"}`), then exactly one `done` (the success envelope) or `error` (the error envelope).',
    }),
    ApiParam({ name: 'provider', description: 'Id of a provider.', example: 'sandbox' }),
    ApiBody({ type: PromptRequestDto, required: true }),
    ApiOkResponse({
      description: 'The answer.',
      headers: {
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
      },
      content: {
        'application/json': { schema: { $ref: getSchemaPath(AgentSuccessDto) } },
        'text/event-stream': {
          schema: { type: 'string' },
          example:
            'event: delta\ndata: {"text":"Hello"}\n\nevent: done\ndata: {"status":"success","message":"Hello", …}\n\n',
        },
      },
    }),
    ...errorResponses(Object.keys(STATUS_TEXTS).map(Number)),
  );

function errorResponses(statuses: readonly number[]) {
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: STATUS_TEXTS[status] ?? '',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(AgentErrorDto) }, examples: examplesOf(status) },
      },
    }),
  );
}

function examplesOf(status: number): Record<string, { value: AgentErrorDto }> {
  const ofStatus = (Object.entries(EXAMPLES) as [ErrorCode, readonly [string, string?]][]).filter(
    ([code]) => ERROR_TRAITS[code].httpStatus === status,
  );
  return Object.fromEntries(ofStatus.map(([code, example]) => [code, { value: exampleOf(code, example) }]));
}

function exampleOf(code: ErrorCode, [message, param]: readonly [string, string?]): AgentErrorDto {
  const type = code.slice(0, code.indexOf('.'));
  const error = {
    code,
    type,
    retryable: ERROR_TRAITS[code].retryable,
    ...(param === undefined ? {} : { param }),
  };
  return { status: 'error', message, model: 'unknown', error, request_id: REQUEST_ID };
}
