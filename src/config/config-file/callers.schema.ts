import { ALLOWED } from './allowed.schema.js';
import { CAPTURE_MODE } from './capture.schema.js';
import { BUDGETS, LIMITS } from './spending.schema.js';

const NAME = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  patternErrorMessage: 'a name without control characters',
} as const;
/** What a key is said to be, in the file and by administrators. */
export const KEY_FIELDS = {
  user: { ...NAME, type: ['string', 'null'], description: 'Whose it is.' },
  team: { ...NAME, type: ['string', 'null'], description: 'The team of that user.' },
  tags: {
    description: 'On every call with it; callers add to them, and change none.',
    type: 'object',
    maxProperties: 32,
    propertyNames: {
      pattern: '^[A-Za-z0-9_.-]{1,64}$',
      patternErrorMessage: 'up to 64 letters, digits, dots, dashes and underscores',
    },
    additionalProperties: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f,=]+$',
      patternErrorMessage: 'text without commas, equals signs and control characters',
    },
  },
  metadata: {
    description: 'Whatever you like to keep with it.',
    type: 'object',
    maxProperties: 64,
    additionalProperties: { type: ['string', 'number', 'boolean'], maxLength: 1000 },
  },
  allowed: ALLOWED,
  budgets: BUDGETS,
  limits: LIMITS,
  expires_at: {
    description: 'RFC 3339; null = never.',
    type: ['string', 'null'],
    pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:?\\d\\d)$',
    patternErrorMessage: 'a time such as 2027-01-31T00:00:00Z',
  },
  capture: { ...CAPTURE_MODE, type: ['string', 'null'], enum: [...CAPTURE_MODE.enum, null] },
  enabled: { description: 'false: it lets nobody in.', type: 'boolean', default: true },
} as const;

/** JSON Schema of a team, a user, or everything. */
export const SCOPE_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: { allowed: ALLOWED, budgets: BUDGETS, limits: LIMITS },
} as const;

const byName = (description: string, entry: object) => ({
  description,
  type: ['object', 'null'],
  propertyNames: {
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]{1,200}$',
    patternErrorMessage: 'a name of up to 200 characters',
  },
  additionalProperties: entry,
});

/** JSON Schema of `keys`, `teams` and `users` at the top of the file. */
export const CALLERS_SCHEMA = {
  keys: byName('Virtual keys, by their names. What they are spelled like stands in the environment.', {
    type: 'object',
    additionalProperties: false,
    required: ['key_variable'],
    properties: {
      key_variable: {
        description: 'The variable that holds the key.',
        type: 'string',
        pattern: '^[A-Z][A-Z0-9_]{0,99}$',
        patternErrorMessage: 'the name of a variable in capitals',
      },
      ...KEY_FIELDS,
    },
  }),
  teams: byName('What teams may spend, and ask for; by their names.', SCOPE_BODY),
  users: byName('What users may spend, and ask for, with all of their keys; by their names.', SCOPE_BODY),
};
