import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { STANDING_BUDGET, STANDING_LIMIT } from './standing-schemas.js';

const text = { type: 'string' };
const TAGS = 'Tags that a request is to have: project=apollo,env=ci';
const nullableText = { type: 'string', nullable: true };

const KEY = {
  type: 'object',
  required: ['id', 'name', 'user', 'team', 'allowed', 'allowed_by', 'budgets', 'limits', 'expires_at'],
  properties: {
    id: text,
    name: text,
    user: nullableText,
    team: nullableText,
    allowed: {
      type: 'object',
      nullable: true,
      description: 'What the key may ask for, or else the first of the others; `null`: everything.',
    },
    allowed_by: {
      type: 'array',
      description: 'All who say what may be asked for; all of them have to allow it.',
      items: {
        type: 'object',
        required: ['scope', 'allowed'],
        properties: {
          scope: { type: 'string', enum: ['key', 'team', 'user', 'everything'] },
          allowed: { type: 'object' },
        },
      },
    },
    budgets: { type: 'array', items: STANDING_BUDGET },
    limits: { type: 'array', items: STANDING_LIMIT },
    expires_at: nullableText,
  },
};

/** How the OpenAPI document describes `GET /v1/key`. */
export const ApiOwnKey = () =>
  applyDecorators(
    ApiTags('Usage'),
    ApiOperation({
      summary: 'What may this key?',
      description:
        'What is left of its budgets and limits, too: those that bind a request of this `User-Agent`, with these `x-tollgate-tags`.',
    }),
    ApiHeader({ name: 'x-tollgate-tags', required: false, schema: text, description: TAGS }),
    ApiOkResponse({
      description: 'Of the key that the request comes with.',
      schema: KEY,
    }),
    ApiResponse({ status: 401, description: 'No key, or one that is not known.' }),
  );

/** And `GET /v1/keys`. */
export const ApiOwnKeys = () =>
  applyDecorators(
    ApiTags('Usage'),
    ApiOperation({
      summary: 'Which keys are mine?',
      description:
        'All keys whose user is the person who logged in by OpenID Connect; to a key, itself. With what is left of their budgets and limits.',
    }),
    ApiQuery({ name: 'after', required: false, schema: text, description: '`next` of a page.' }),
    ApiHeader({ name: 'x-tollgate-tags', required: false, schema: text, description: TAGS }),
    ApiOkResponse({
      description: 'By their ids, a hundred at a time.',
      schema: {
        type: 'object',
        required: ['data', 'next'],
        properties: { data: { type: 'array', items: KEY }, next: nullableText },
      },
    }),
    ApiResponse({ status: 401, description: 'No key, or one that is not known, and nobody is logged in.' }),
    ApiResponse({ status: 503, description: 'The store does not answer just now.' }),
  );
