import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { KEY_BODY, ROTATION_BODY } from './admin-bodies.js';
import { toOpenApi, type OpenApiSchema } from './to-open-api.js';

/** The heading of this surface in the document. */
export const ADMIN_TAG = 'Administration';

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request breaks a rule; `error.param` names the field.',
  401: 'No key, or one that is not known.',
  403: 'The key is not that of administrators.',
  404: 'There is none of that name.',
  503: 'The store does not answer just now.',
};

const ERROR: OpenApiSchema = {
  type: 'object',
  required: ['status', 'message', 'error', 'request_id'],
  properties: {
    status: { type: 'string', enum: ['error'] },
    message: { type: 'string' },
    error: {
      type: 'object',
      required: ['code', 'type', 'retryable'],
      properties: {
        code: { type: 'string' },
        type: { type: 'string' },
        retryable: { type: 'boolean' },
        param: { type: 'string' },
      },
    },
    request_id: { type: 'string' },
  },
};

const KEY: OpenApiSchema = {
  ...toOpenApi(KEY_BODY),
  description: 'A virtual key; what it is spelled like is told once, when it is made or rotated.',
  additionalProperties: true,
};
const SPELLED: OpenApiSchema = {
  ...KEY,
  properties: { ...KEY.properties, id: { type: 'string' }, key: { type: 'string', example: 'tg_…_…' } },
};
const SCOPE: OpenApiSchema = { type: 'object', additionalProperties: true };

const pageOf = (entry: OpenApiSchema): OpenApiSchema => ({
  type: 'object',
  required: ['data', 'next'],
  properties: { data: { type: 'array', items: entry }, next: { type: 'string', nullable: true } },
});

interface Described {
  readonly summary: string;
  readonly status?: number;
  readonly schema?: OpenApiSchema;
  readonly refusals: readonly number[];
}

function admin({ summary, status = 200, schema, refusals }: Described, ...more: MethodDecorator[]) {
  const security = [{ bearer: [] }, { 'api-key': [] }];
  return applyDecorators(
    ApiTags(ADMIN_TAG),
    ApiOperation({ summary, description: 'Takes the key of administrators (`ADMIN_API_KEY`).', security }),
    ApiResponse({ status, description: 'Done.', ...(schema && { schema }) }),
    ...[401, 403, ...refusals].map((refusal) =>
      ApiResponse({ status: refusal, description: REFUSALS[refusal]!, schema: ERROR }),
    ),
    ...more,
  );
}

const body = (schema: object) => ApiBody({ schema: toOpenApi(schema), required: true });
const paged = [
  ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000 } }),
  ApiQuery({ name: 'after', required: false, schema: { type: 'string' }, description: '`next` of a page.' }),
];
const id = ApiParam({ name: 'id', description: 'The eight characters that a key shows after `tg_`.' });
const named = (kind: string) =>
  ['team', 'user', 'selector'].includes(kind) ? [ApiParam({ name: 'name', description: 'Its name.' })] : [];

export const ApiCreateKey = () =>
  admin(
    { summary: 'Makes a virtual key', status: 201, schema: SPELLED, refusals: [400, 503] },
    body({ ...KEY_BODY, required: ['name'] }),
  );
export const ApiListKeys = () =>
  admin({ summary: 'Lists the virtual keys', schema: pageOf(KEY), refusals: [400, 503] }, ...paged);
export const ApiGetKey = () =>
  admin({ summary: 'Shows a virtual key', schema: KEY, refusals: [404, 503] }, id);
export const ApiChangeKey = () =>
  admin({ summary: 'Changes a virtual key', schema: KEY, refusals: [400, 404, 503] }, id, body(KEY_BODY));
export const ApiDeleteKey = () =>
  admin({ summary: 'Takes a virtual key back', status: 204, refusals: [400, 404, 503] }, id);
export const ApiRotateKey = () =>
  admin(
    { summary: 'Spells a virtual key anew', schema: SPELLED, refusals: [400, 404, 503] },
    id,
    ApiBody({ schema: toOpenApi(ROTATION_BODY), required: false }),
  );
export const ApiListScopes = (kinds: string) =>
  admin({ summary: `Lists the ${kinds}`, schema: pageOf(SCOPE), refusals: [400] }, ...paged);
export const ApiGetScope = (kind: string) =>
  admin({ summary: `Shows what holds for ${phrase(kind)}`, schema: SCOPE, refusals: [404] }, ...named(kind));
export const ApiPutScope = (kind: string, schema: object) =>
  admin(
    { summary: `Says what holds for ${phrase(kind)}`, schema: SCOPE, refusals: [400, 503] },
    ...named(kind),
    body(schema),
  );
export const ApiDeleteScope = (kind: string) =>
  admin(
    { summary: `Lets nothing hold for ${phrase(kind)}`, status: 204, refusals: [400, 404, 503] },
    ...named(kind),
  );
export const ApiAudit = () =>
  admin(
    {
      summary: 'Lists the acts of administrators, newest first',
      schema: pageOf(SCOPE),
      refusals: [400, 503],
    },
    ...paged,
  );

function phrase(kind: string): string {
  if (kind === 'everything') return 'all calls together';
  return kind === 'defaults' ? 'new keys and teams' : `a ${kind}`;
}
