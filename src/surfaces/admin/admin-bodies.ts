import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { GatewayError } from '../../common/errors.js';
import { isObject } from '../../common/fields.js';
import { unkeptIn } from '../../common/kept-texts.js';
import type { FileKey } from '../../config/config-file/file-content.js';
import { KEY_FIELDS, SCOPE_BODY } from '../../config/config-file/callers.schema.js';
import { BUDGETS, LIMITS } from '../../config/config-file/spending.schema.js';

/** JSON Schema of a key. */
export const KEY_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: {
      description: 'For people.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
    },
    ...KEY_FIELDS,
  },
} as const;

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
      propertyNames: {
        pattern: '^(user|team|client|(tag|metadata)\\.[A-Za-z0-9_.-]{1,64})$',
        patternErrorMessage: 'about user, team, client, tag.<name> or metadata.<name>',
      },
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
export type KeyBody = Partial<Omit<FileKey, 'key_variable'>> & { readonly name?: string };

const BUDGET_STATE: ReadonlySet<string> = new Set([
  'spent_usd',
  'reserved_usd',
  'remaining_usd',
  'resets_at',
]);

/** Verbose: what a pattern means is told in its schema. */
const ajv = new Ajv({ strict: false, verbose: true });
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
  const sent = withoutStates(body);
  if (!isOfShape(sent)) throw complaint(isOfShape.errors![0]!);
  const unkept = unkeptIn(sent);
  if (unkept) throw unkeptText(unkept.join('.'));
  return sent as Body;
}

/** One such text would have PostgreSQL refuse whole statements, those that charge other calls among them. */
function unkeptText(param: string): GatewayError {
  const message = `${param === '' ? 'The body' : param} has U+0000 or half of a character, which not every store keeps.`;
  return new GatewayError('request.invalid', message, { ...(param !== '' && { param }) });
}

/** How a budget stands is told, and may be sent back as it was told: it changes nothing. */
function withoutStates(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body['budgets'])) return body;
  const budgets = body['budgets'].map((budget: unknown) => {
    if (!isObject(budget)) return budget;
    const kept = Object.entries(budget).filter(([name]) => !BUDGET_STATE.has(name));
    return Object.fromEntries(kept);
  });
  return { ...body, budgets };
}

function complaint({
  instancePath,
  keyword,
  message = 'is not accepted',
  params,
  parentSchema,
}: ErrorObject): GatewayError {
  const at = instancePath.slice(1).replaceAll('/', '.');
  const named = params as { additionalProperty?: string; missingProperty?: string; propertyName?: string };
  const field = named.additionalProperty ?? named.missingProperty ?? named.propertyName;
  const param = [at, field].filter((part) => part !== undefined && part !== '').join('.');
  const meant: unknown = parentSchema?.['patternErrorMessage'];
  const words =
    keyword === 'additionalProperties'
      ? 'is not a field of it'
      : keyword === 'required'
        ? 'is missing'
        : keyword === 'pattern' && typeof meant === 'string'
          ? `has to be ${meant}`
          : message;
  return new GatewayError('request.invalid', `${param === '' ? 'The body' : param} ${words}.`, {
    ...(param !== '' && { param }),
  });
}
