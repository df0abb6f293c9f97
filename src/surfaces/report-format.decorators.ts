import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { FORMATS } from './report-format.js';

/** What is told as JSON, as a table, or as a line a row. */
export const inFormats = (schema: object) =>
  applyDecorators(
    ApiQuery({
      name: 'format',
      required: false,
      description: 'Left out, as `Accept` says.',
      schema: { type: 'string', enum: [...FORMATS] },
    }),
    ApiResponse({
      status: 200,
      description: 'The report.',
      content: {
        'application/json': { schema },
        'text/csv': { schema: { type: 'string' } },
        'application/x-ndjson': { schema: { type: 'string' } },
      },
    }),
  );
