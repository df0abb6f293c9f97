import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { STANDING_BUDGET, STANDING_LIMIT } from './standing-schemas.js';

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };

/** How the OpenAPI document describes `GET /v1/key`. */
export const ApiOwnKey = () =>
  applyDecorators(
    ApiTags('Usage'),
    ApiOperation({
      summary: 'What may this key?',
      description: 'What is left of its budgets and limits, too.',
    }),
    ApiOkResponse({
      description: 'Of the key that the request comes with.',
      schema: {
        type: 'object',
        required: ['id', 'name', 'user', 'team', 'allowed', 'budgets', 'limits', 'expires_at'],
        properties: {
          id: text,
          name: text,
          user: nullableText,
          team: nullableText,
          allowed: { type: 'object', nullable: true },
          budgets: { type: 'array', items: STANDING_BUDGET },
          limits: { type: 'array', items: STANDING_LIMIT },
          expires_at: nullableText,
        },
      },
    }),
    ApiResponse({ status: 401, description: 'No key, or one that is not known.' }),
  );
