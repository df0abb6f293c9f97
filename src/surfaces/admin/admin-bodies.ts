import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { GatewayError } from '../../common/errors.js';
import type { FileSpending } from '../../config/config-file/file-content.js';
import { BUDGETS, LIMITS } from '../../config/config-file/spending.schema.js';
import type { Allowed } from '../../governance/identity/allowance.js';

const NAME = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
} as const;
const OPTIONAL_NAME = { ...NAME, type: ['string', 'null'] } as const;
const PATTERNS = {
  type: 'array',
  maxItems: 200,
  items: { type: 'string', minLength: 1, maxLength: 300 },
} as const;

/** JSON Schema of `allowed`. */
export const ALLOWED = {
  description: 'What may be asked for; * stands for any characters, and a list that is left out allows all.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    providers: { ...PATTERNS, description: 'Ids of providers.' },
    models: {
      ...PATTERNS,
      description: 'Models as they are sent: provider/model, or a model of any provider.',
    },
    routes: { ...PATTERNS, description: 'Ids of routes.' },
  },
} as const;

const SPENDING = { allowed: ALLOWED, budgets: BUDGETS, limits: LIMITS } as const;

/** JSON Schema of a key. */
export const KEY_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { ...NAME, description: 'For people.' },
    user: { ...OPTIONAL_NAME, description: 'Whose it is.' },
    team: { ...OPTIONAL_NAME, description: 'The team of that user.' },
    tags: {
      description: 'On every call with it; callers add to them, and change none.',
      type: 'object',
      maxProperties: 32,
      propertyNames: { pattern: '^[A-Za-z0-9_.-]{1,64}$' },
      additionalProperties: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        pattern: '^[^\\u0000-\\u001f,=]+$',
      },
    },
    metadata: {
      description: 'Whatever you like to keep with it.',
      type: 'object',
      maxProperties: 64,
      additionalProperties: { type: ['string', 'number', 'boolean'], maxLength: 1000 },
    },
    ...SPENDING,
    expires_at: {
      description: 'RFC 3339; null = never.',
      type: ['string', 'null'],
      pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)$',
    },
    enabled: { type: 'boolean' },
  },
} as const;

/** JSON Schema of a team, a user, or everything. */
export const SCOPE_BODY = { type: 'object', additionalProperties: false, properties: SPENDING } as const;

/** JSON Schema of a selector. */
export const SELECTOR_BODY = {
  type: 'object',
  additionalProperties: false,
  required: ['match'],
  properties: {
    match: {
      description: 'All of these have to be so: user, team, client, tag.<name>, metadata.<name>.',
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^(user|team|client|(tag|metadata)\\.[A-Za-z0-9_.-]{1,64})$' },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 200 },
    },
    budgets: BUDGETS,
    limits: LIMITS,
  },
} as const;

/** JSON Schema of what new keys and teams begin with. */
export const DEFAULTS_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: { key: SCOPE_BODY, team: SCOPE_BODY },
} as const;

/** JSON Schema of a rotation. */
export const ROTATION_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    overlap_s: {
      description: 'So many seconds the key as it was is good as well.',
      type: 'integer',
      minimum: 0,
      maximum: 2_592_000,
      default: 0,
    },
  },
} as const;

/** A key as it is sent. */
export interface KeyBody extends FileSpending {
  readonly name?: string;
  readonly user?: string | null;
  readonly team?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly allowed?: Allowed | null;
  readonly expires_at?: string | null;
  readonly enabled?: boolean;
}

const ajv = new Ajv({ strict: false });
const known = new Map<object, ValidateFunction>();

/**
 * A body of that shape.
 * @param schema as it stands above.
 * @throws GatewayError `request.invalid`, naming the field that is at fault.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the shape that the schema holds it to
export function checkedBody<Body>(schema: object, body: unknown): Body {
  const isOfShape = known.get(schema) ?? ajv.compile(schema);
  known.set(schema, isOfShape);
  if (isOfShape(body)) return body as Body;
  throw complaint(isOfShape.errors![0]!);
}

function complaint({
  instancePath,
  keyword,
  message = 'is not accepted',
  params,
}: ErrorObject): GatewayError {
  const at = instancePath.slice(1).replaceAll('/', '.');
  const named = params as { additionalProperty?: string; missingProperty?: string; propertyName?: string };
  const field = named.additionalProperty ?? named.missingProperty ?? named.propertyName;
  const param = [at, field].filter((part) => part !== undefined && part !== '').join('.');
  const words =
    keyword === 'additionalProperties'
      ? 'is not a field of it'
      : keyword === 'required'
        ? 'is missing'
        : message;
  return new GatewayError('request.invalid', `${param === '' ? 'The body' : param} ${words}.`, {
    ...(param !== '' && { param }),
  });
}
