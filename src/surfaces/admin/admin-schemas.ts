import { ALLOWED } from '../../config/config-file/allowed.schema.js';
import { BUDGETS, LIMITS } from '../../config/config-file/spending.schema.js';
import { DEFAULTS_BODY, KEY_BODY, STANDING_BUDGETS } from './admin-bodies.js';
import { toOpenApi, type OpenApiSchema } from './to-open-api.js';

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };
const time = { type: 'string', format: 'date-time' };
const nullableTime = { ...time, nullable: true };
const SOURCE = {
  type: 'string',
  enum: ['store', 'file'],
  description: 'What `tollgate.yaml` declares is changed there.',
};

const written = toOpenApi(BUDGETS);
const standing = toOpenApi(STANDING_BUDGETS);
/** Budgets with how they stand. */
const STANDING: OpenApiSchema = {
  ...standing,
  items: {
    ...(standing['items'] as OpenApiSchema),
    required: ['budget_usd', 'per', 'spent_usd', 'reserved_usd', 'remaining_usd', 'resets_at'],
  },
};

const ID = 'abcdefgh';
const KEY_EXAMPLE = {
  id: ID,
  prefix: `tg_${ID}`,
  name: 'ci of team red',
  user: 'ann',
  team: 'red',
  tags: { project: 'apollo' },
  metadata: {},
  allowed: { models: ['openai/gpt-*'] },
  budgets: [{ budget_usd: '5.00', per: 'day' }],
  limits: [{ requests: 60, per: 'minute' }],
  expires_at: null,
  enabled: true,
  capture: null,
  created_at: '2026-11-29T12:00:00.000Z',
  updated_at: '2026-11-29T12:00:00.000Z',
  source: 'store',
};
const STATE_EXAMPLE = {
  spent_usd: '1.25',
  reserved_usd: '0.1',
  remaining_usd: '3.65',
  resets_at: '2026-11-30T00:00:00.000Z',
};
const STANDING_EXAMPLE = [{ budget_usd: '5.00', per: 'day', ...STATE_EXAMPLE }];

/** All that is told of a key, whatever was sent. */
const KEY_PROPERTIES = {
  id: { ...text, description: 'The eight characters that the key shows after `tg_`.' },
  prefix: { ...text, description: 'All that is shown of what it is spelled like.' },
  ...toOpenApi(KEY_BODY).properties,
  budgets: written,
  expires_at: nullableTime,
  created_at: { ...nullableTime, description: '`null`: of the file.' },
  updated_at: nullableTime,
  source: SOURCE,
};

/** A key in the answer to a change. */
export const KEY: OpenApiSchema = {
  type: 'object',
  required: Object.keys(KEY_EXAMPLE),
  properties: KEY_PROPERTIES,
  example: KEY_EXAMPLE,
};

/** A key that is looked at. */
export const STANDING_KEY: OpenApiSchema = {
  ...KEY,
  properties: { ...KEY_PROPERTIES, budgets: STANDING },
  example: { ...KEY_EXAMPLE, budgets: STANDING_EXAMPLE },
};

/** A key, and what it is spelled like: told once. */
export const SPELLED_KEY: OpenApiSchema = {
  ...KEY,
  required: [...Object.keys(KEY_EXAMPLE), 'key'],
  properties: { ...KEY_PROPERTIES, key: { ...text, description: 'Told this once.' } },
  example: { ...KEY_EXAMPLE, key: `tg_${ID}_…` },
};

/** A team, a user, a selector or everything. @param budgets as they are written, or with how they stand. */
function scope(kind: string, budgets: OpenApiSchema): OpenApiSchema {
  const isNamed = kind !== 'everything';
  const isSelector = kind === 'selector';
  const properties = {
    ...(isNamed && { name: text }),
    ...(isSelector && { match: { type: 'object', additionalProperties: text } }),
    ...(!isSelector && { allowed: toOpenApi(ALLOWED) }),
    budgets,
    limits: toOpenApi(LIMITS),
    source: SOURCE,
  };
  const example = {
    ...(isNamed && { name: isSelector ? 'apollo' : kind === 'team' ? 'red' : 'ann' }),
    ...(isSelector && { match: { 'tag.project': 'apollo' } }),
    ...(!isSelector && { allowed: null }),
    budgets: budgets === STANDING ? STANDING_EXAMPLE : KEY_EXAMPLE.budgets,
    limits: [],
    source: 'store',
  };
  return { type: 'object', required: Object.keys(properties), properties, example };
}

/** Budgets of which little is left. */
export const NEAR_END: OpenApiSchema = {
  type: 'object',
  required: ['data', 'has_more'],
  properties: {
    data: {
      type: 'array',
      items: {
        type: 'object',
        required: ['scope', 'name', 'key', 'part', 'budget'],
        properties: {
          scope: { type: 'string', enum: ['key', 'team', 'user', 'selector', 'everything'] },
          name: { ...nullableText, description: '`null`: of everything.' },
          key: { ...nullableText, description: 'The id of the key; `null`: it is none of a key.' },
          part: { type: 'number', description: 'How much is spent or reserved; 1 is all of it.' },
          budget: STANDING.items,
        },
      },
    },
    has_more: { type: 'boolean', description: 'There are more than `limit` of them.' },
  },
  example: {
    data: [{ scope: 'key', name: 'ci of team red', key: ID, part: 0.93, budget: STANDING_EXAMPLE[0] }],
    has_more: false,
  },
};

const DEFAULTS: OpenApiSchema = {
  type: 'object',
  required: ['key', 'team', 'source'],
  properties: { ...toOpenApi(DEFAULTS_BODY).properties, source: SOURCE },
  example: { key: { budgets: [{ budget_usd: '1.00', per: 'day' }] }, team: {}, source: 'store' },
};

/** One that is looked at. */
export const standingScope = (kind: string) => {
  if (kind === 'defaults') return DEFAULTS;
  return kind === 'everything' ? withDeclared(scope(kind, STANDING)) : scope(kind, STANDING);
};

/** Beside what administrators say stands what the operator's file does. */
function withDeclared(everything: OpenApiSchema): OpenApiSchema {
  const declared = {
    ...everything,
    nullable: true,
    description:
      'What `tollgate.yaml` says, which holds as well and is changed there; `null`: it says nothing.',
    example: { ...(everything['example'] as object), source: 'file' },
  };
  return {
    ...everything,
    required: [...(everything['required'] as readonly string[]), 'declared'],
    properties: { ...everything.properties, declared },
    example: { ...(everything['example'] as object), declared: null },
  };
}
/** One in the answer to a change. */
export const writtenScope = (kind: string) => (kind === 'defaults' ? DEFAULTS : scope(kind, written));

const ANYTHING = { type: 'object', nullable: true, additionalProperties: true };

/** An act of an administrator. */
export const AUDIT_ENTRY: OpenApiSchema = {
  type: 'object',
  required: ['id', 'at', 'actor', 'address', 'action', 'target', 'before', 'after', 'hash'],
  properties: {
    id: { type: 'integer' },
    at: time,
    actor: text,
    address: { ...text, description: 'Where it came from: an IP address, or `local`.' },
    action: { ...text, description: '`key.create`, `team.put`, …' },
    target: { ...text, description: '`key:abcdefgh`, `team:red`, …' },
    before: { ...ANYTHING, description: '`null`: there was nothing.' },
    after: { ...ANYTHING, description: '`null`: there is nothing.' },
    hash: { ...text, description: 'Of this act and the one before it.' },
  },
  example: {
    id: 7,
    at: '2026-11-29T12:00:00.000Z',
    actor: 'admin',
    address: '127.0.0.1',
    action: 'key.delete',
    target: `key:${ID}`,
    before: KEY_EXAMPLE,
    after: null,
    hash: '6f1c…',
  },
};

/** Whether the audit is whole. */
export const AUDIT_CHECK: OpenApiSchema = {
  type: 'object',
  required: ['entries', 'broken_at', 'head'],
  properties: {
    entries: { type: 'integer' },
    broken_at: {
      type: 'integer',
      nullable: true,
      description: 'Id of the first entry that was changed, or that follows a gap; `null`: there is none.',
    },
    head: {
      ...nullableText,
      description: 'Hash of the last entry. Noted elsewhere, it shows that none was cut off behind it.',
    },
  },
  example: { entries: 7, broken_at: null, head: '6f1c…' },
};

/** A page of a list. */
export const pageOf = (entry: OpenApiSchema): OpenApiSchema => ({
  type: 'object',
  required: ['data', 'next'],
  properties: {
    data: { type: 'array', items: entry },
    next: { ...nullableText, description: 'What `after` is for the next page; `null`: this is the last.' },
  },
});
