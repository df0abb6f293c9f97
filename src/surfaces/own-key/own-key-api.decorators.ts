import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };
const BUDGET = {
  type: 'object',
  required: ['scope', 'budget_usd', 'per', 'spent_usd', 'reserved_usd', 'remaining_usd', 'resets_at'],
  properties: {
    scope: { ...text, description: 'key, team, user, everything or selector:…' },
    budget_usd: text,
    per: text,
    spent_usd: text,
    reserved_usd: text,
    remaining_usd: text,
    resets_at: nullableText,
  },
};
const LIMIT = {
  type: 'object',
  required: ['scope', 'kind', 'limit', 'remaining', 'resets_at'],
  properties: {
    scope: text,
    kind: { ...text, enum: ['requests', 'tokens', 'concurrent'] },
    limit: { type: 'integer' },
    per: nullableText,
    model: nullableText,
    remaining: { type: 'integer' },
    resets_at: text,
  },
};

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
          budgets: { type: 'array', items: BUDGET },
          limits: { type: 'array', items: LIMIT },
          expires_at: nullableText,
        },
      },
    }),
    ApiResponse({ status: 401, description: 'No key, or one that is not known.' }),
  );
