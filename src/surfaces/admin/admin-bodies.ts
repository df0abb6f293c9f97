import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { GatewayError } from '../../common/errors.js';
import { isObject } from '../../common/fields.js';
import { unkeptIn } from '../../common/kept-texts.js';
import type { FileKey } from '../../config/config-file/file-content.js';
import { ALLOWED } from '../../config/config-file/allowed.schema.js';
import { acceptedBy } from '../../config/config-file/accepted-by.js';
import { KEY_FIELDS, SCOPE_BODY } from '../../config/config-file/callers.schema.js';
import { BUDGETS, LIMITS } from '../../config/config-file/spending.schema.js';

const TIME = { type: ['string', 'null'], format: 'date-time' } as const;
const USD = { description: 'US dollars, as a decimal.', type: 'string' } as const;

/** JSON Schema of budgets, with how they stand: it is told, and may be sent back as it was told. */
export const STANDING_BUDGETS = {
  ...BUDGETS,
  items: {
    ...BUDGETS.items,
    properties: {
      ...BUDGETS.items.properties,
      spent_usd: { ...USD, readOnly: true },
      reserved_usd: { ...USD, description: 'For calls that are under way.', readOnly: true },
      remaining_usd: { ...USD, description: 'Never below zero.', readOnly: true },
      resets_at: { ...TIME, description: '`null`: never.', readOnly: true },
    },
  },
} as const;

/** Fields that are told with the rest, and may be sent back with it: they change nothing. */
const told = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { description: 'As it is told.', readOnly: true }]));

/** JSON Schema of a new key. */
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
      patternErrorMessage: 'a name without control characters',
    },
    ...KEY_FIELDS,
    budgets: STANDING_BUDGETS,
  },
} as const;

/** JSON Schema of what is to be otherwise about a key. */
export const KEY_CHANGE = {
  ...KEY_BODY,
  properties: {
    ...KEY_BODY.properties,
    ...told('id', 'prefix', 'created_at', 'updated_at', 'source'),
  },
} as const;

const SPENDING = { allowed: ALLOWED, budgets: STANDING_BUDGETS, limits: LIMITS } as const;

/** JSON Schema of a team or a user. */
export const NAMED_BODY = { ...SCOPE_BODY, properties: { ...SPENDING, ...told('name', 'source') } } as const;

/** JSON Schema of what holds for all calls together. */
export const EVERYTHING_BODY = {
  ...SCOPE_BODY,
  properties: { ...SPENDING, ...told('declared', 'source') },
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
    budgets: STANDING_BUDGETS,
    limits: LIMITS,
    ...told('name', 'source'),
  },
} as const;

/** JSON Schema of what new keys and teams begin with. */
export const DEFAULTS_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: { key: SCOPE_BODY, team: SCOPE_BODY, ...told('source') },
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

/** Verbose: what a pattern means is told in its schema. */
const ajv = new Ajv({ strict: false, verbose: true, formats: { 'date-time': true } });
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
  const sent = withoutTold(schema, body);
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

/**
 * A body that names what it is about names what its address does.
 * @throws GatewayError `request.invalid`
 */
export function requireSame(body: unknown, field: 'id' | 'name', addressed: string): void {
  const named = isObject(body) ? body[field] : undefined;
  if (named === undefined || named === addressed) return;
  const message = `${field} is not the one of the address, ${JSON.stringify(addressed)}; it cannot be changed.`;
  throw new GatewayError('request.invalid', message, { param: field, fault: 'wrong_value' });
}

interface ObjectSchema {
  readonly readOnly?: boolean;
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
  readonly items?: ObjectSchema;
}

/** Without what its schema calls read-only: whoever sends back what was told means no change by it. */
function withoutTold({ properties, items }: ObjectSchema, value: unknown): unknown {
  if (items && Array.isArray(value)) return value.map((each: unknown) => withoutTold(items, each));
  if (!properties || !isObject(value)) return value;
  const set = Object.entries(value).filter(([name]) => properties[name]?.readOnly !== true);
  return Object.fromEntries(set.map(([name, each]) => [name, withoutTold(properties[name] ?? {}, each)]));
}

function complaint(error: ErrorObject): GatewayError {
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const named = error.params as {
    additionalProperty?: string;
    missingProperty?: string;
    propertyName?: string;
  };
  const field = named.additionalProperty ?? named.missingProperty ?? named.propertyName;
  const param = [at, field].filter((part) => part !== undefined && part !== '').join('.');
  return new GatewayError('request.invalid', `${param === '' ? 'The body' : param}${verdict(error)}.`, {
    ...(param !== '' && { param }),
  });
}

function verdict(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return ' is not a field of it';
    case 'required':
      return ' is missing';
    default: {
      const { propertyName } = error;
      const whose = propertyName === undefined ? ' ' : `: the name ${JSON.stringify(propertyName)} `;
      return `${whose}has to be ${acceptedBy(error)}`;
    }
  }
}
