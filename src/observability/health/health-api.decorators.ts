import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthDto } from './health.dto.js';

/** How the OpenAPI document describes `GET /health/live`. */
export const ApiLive = () =>
  applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      summary: 'Is the process alive?',
      description: 'For a liveness probe. Needs no key.',
      security: [],
    }),
    ApiOkResponse({ type: HealthDto, description: 'It is.', example: { status: 'live' } }),
  );

/** How the OpenAPI document describes `GET /health/ready`. */
export const ApiReady = () =>
  applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      summary: 'Does it take requests?',
      description:
        'For a readiness probe. 503 from the moment it begins to drain, and before it has reached the database of DATABASE_URL. Needs no key; failing providers are named to callers with one.',
      security: [],
    }),
    ApiOkResponse({ type: HealthDto, description: 'It does.', example: { status: 'ready' } }),
    ApiServiceUnavailableResponse({
      type: HealthDto,
      description: 'It is shutting down, or has not reached its store yet.',
      example: { status: 'draining' },
    }),
  );
