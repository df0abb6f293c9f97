import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { inFormats } from '../report-format.decorators.js';
import { STATUS_TEXTS } from '../status-texts.js';
import { KEY_BODY, KEY_CHANGE, ROTATION_BODY } from './admin-bodies.js';
import {
  AUDIT_CHECK,
  AUDIT_ENTRY,
  KEY,
  NEAR_END,
  pageOf,
  SPELLED_KEY,
  STANDING_KEY,
  standingScope,
  writtenScope,
} from './admin-schemas.js';
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

interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly status?: number;
  readonly schema?: OpenApiSchema;
  readonly refusals: readonly number[];
}

const TAKES = 'Takes the key of administrators (`ADMIN_API_KEY`), or an administrator’s session.';

export function admin(
  { summary, description, status = 200, schema, refusals }: Described,
  ...more: MethodDecorator[]
) {
  const security = [{ bearer: [] }, { 'api-key': [] }];
  return applyDecorators(
    ApiTags(ADMIN_TAG),
    ApiOperation({
      summary,
      description: [description, TAKES].filter(Boolean).join(' '),
      security,
    }),
    ApiResponse({ status, description: 'Done.', ...(schema && { schema }) }),
    ...[401, 403, ...refusals].map((refusal) => refusedWith(refusal, REFUSALS[refusal])),
    ...more,
  );
}

const refusedWith = (status: number, description = '') => ApiResponse({ status, description, schema: ERROR });

/** What an operation takes; any body may be too large, or no JSON. */
export const body = (schema: object, required = true) =>
  applyDecorators(
    ApiBody({ schema: toOpenApi(schema), required }),
    ...[413, 415].map((status) => refusedWith(status, STATUS_TEXTS[status])),
  );
export const paged = [
  ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000 } }),
  ApiQuery({ name: 'after', required: false, schema: { type: 'string' }, description: '`next` of a page.' }),
];
const filters = [
  ApiQuery({ name: 'team', required: false, schema: { type: 'string' }, description: 'Keys of one team.' }),
  ApiQuery({ name: 'user', required: false, schema: { type: 'string' }, description: 'Keys of one user.' }),
  ApiQuery({ name: 'enabled', required: false, schema: { type: 'boolean' } }),
  ApiQuery({
    name: 'find',
    required: false,
    schema: { type: 'string', maxLength: 200 },
    description: 'Keys whose name, user, team or id has this text in it; or the beginning of a key, `tg_…`.',
  }),
];
const id = ApiParam({ name: 'id', description: 'The eight characters that a key shows after `tg_`.' });
const isNamed = (kind: string) => ['team', 'user', 'selector'].includes(kind);
const name = ApiParam({
  name: 'name',
  description:
    'Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`.',
});
const named = (kind: string) => (isNamed(kind) ? [name] : []);

export const ApiCreateKey = () =>
  admin(
    { summary: 'Makes a virtual key', status: 201, schema: SPELLED_KEY, refusals: [400, 503] },
    body({ ...KEY_BODY, required: ['name'] }),
  );
export const ApiListKeys = () =>
  admin(
    { summary: 'Lists the virtual keys', schema: pageOf(STANDING_KEY), refusals: [400, 503] },
    ...paged,
    ...filters,
  );
export const ApiGetKey = () =>
  admin({ summary: 'Shows a virtual key', schema: STANDING_KEY, refusals: [404, 503] }, id);
export const ApiChangeKey = () =>
  admin(
    {
      summary: 'Changes a virtual key',
      description:
        'What is left out stays. `null` takes user, team, `allowed` and `expires_at` away; lists and maps are replaced as a whole. A time that is over ends the key at once. What is told of a key may be sent back as it was told.',
      schema: KEY,
      refusals: [400, 404, 503],
    },
    id,
    body(KEY_CHANGE),
  );
export const ApiDeleteKey = () =>
  admin({ summary: 'Takes a virtual key back', status: 204, refusals: [400, 404, 503] }, id);
export const ApiRotateKey = () =>
  admin(
    { summary: 'Spells a virtual key anew', schema: SPELLED_KEY, refusals: [400, 404, 503] },
    id,
    body(ROTATION_BODY, false),
  );
export const ApiListScopes = (kind: string) =>
  admin(
    { summary: `Lists the ${kind}s`, schema: pageOf(standingScope(kind)), refusals: [400, 503] },
    ...paged,
  );
export const ApiGetScope = (kind: string) =>
  admin(
    {
      summary: `Shows what holds for ${phrase(kind)}`,
      schema: standingScope(kind),
      refusals: isNamed(kind) ? [404, 503] : [503],
    },
    ...named(kind),
  );
export const ApiPutScope = (kind: string, schema: object) =>
  admin(
    { summary: `Says what holds for ${phrase(kind)}`, schema: writtenScope(kind), refusals: [400, 503] },
    ...named(kind),
    body(schema),
  );
export const ApiDeleteScope = (kind: string) =>
  admin(
    { summary: `Lets nothing hold for ${phrase(kind)}`, status: 204, refusals: [400, 404, 503] },
    ...named(kind),
  );
export const ApiBudgetsNearEnd = () =>
  admin(
    {
      summary: 'Lists the budgets that are near their end, the fullest first',
      description:
        'Of all keys, teams, users and selectors, and of everything: those of whose running period at least 80 % are spent or reserved. Told anew every two seconds at most.',
      schema: NEAR_END,
      refusals: [400, 503],
    },
    paged[0]!,
  );
export const ApiAudit = () =>
  admin(
    {
      summary: 'Lists the acts of administrators, newest first',
      description: 'In CSV, what stood there `before` and `after` is JSON in one cell.',
      refusals: [400, 503],
    },
    ...paged,
    inFormats(pageOf(AUDIT_ENTRY)),
  );
export const ApiCheckAudit = () =>
  admin({
    summary: 'Tells whether the acts of administrators stand as they were written',
    schema: AUDIT_CHECK,
    refusals: [503],
  });

function phrase(kind: string): string {
  if (kind === 'everything') return 'all calls together';
  return kind === 'defaults' ? 'new keys and teams' : `a ${kind}`;
}
