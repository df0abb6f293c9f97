import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';

/** How the OpenAPI document describes `GET /metrics`. */
export const ApiMetrics = () =>
  applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      summary: 'What has been counted so far?',
      description:
        'For Prometheus, in its text format: requests, errors, latencies, tokens, cost. With `METRICS_PORT` set it is served there and not here.',
    }),
    ApiProduces('text/plain'),
    ApiOkResponse({ description: 'All metrics.', schema: { type: 'string' } }),
  );
