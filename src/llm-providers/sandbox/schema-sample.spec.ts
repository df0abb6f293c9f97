import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../../common/errors.js';
import { sampleOfSchema } from './schema-sample.js';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

function object(properties: Record<string, unknown>, rest: Record<string, unknown> = {}) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...rest,
  };
}

const node = object({
  value: { type: 'integer' },
  next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
});

const SCHEMAS: readonly [string, unknown][] = [
  ['an empty one', {}],
  ['true', true],
  [
    'scalars',
    object({ s: { type: 'string' }, i: { type: 'integer' }, n: { type: 'number' }, b: { type: 'boolean' } }),
  ],
  ['null', { type: 'null' }],
  ['const and enum', object({ c: { const: { deep: [1] } }, e: { enum: ['red', 'green'] } })],
  ['nullable', object({ s: { type: ['null', 'string'] } })],
  ['lengths', object({ long: { type: 'string', minLength: 40 }, short: { type: 'string', maxLength: 2 } })],
  ['bounds', { type: 'integer', minimum: 7, maximum: 9 }],
  ['exclusive bounds', { type: 'integer', exclusiveMinimum: 7, exclusiveMaximum: 9 }],
  ['a number between', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.01 }],
  [
    'an upper bound below zero',
    object({ i: { type: 'integer', maximum: -3 }, n: { type: 'number', exclusiveMaximum: -3 } }),
  ],
  ['a multiple', { type: 'integer', minimum: 10, multipleOf: 7 }],
  ['a multiple with an upper bound', { type: 'integer', exclusiveMaximum: 0, multipleOf: 7 }],
  ['arrays', { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 4 }],
  ['unique items', { type: 'array', items: { type: 'string' }, minItems: 3, uniqueItems: true }],
  [
    'unique numbers',
    { type: 'array', items: { type: 'number', minimum: 0, maximum: 1 }, minItems: 3, uniqueItems: true },
  ],
  ['unique values of an enum', { type: 'array', items: { enum: [1, 2, 3] }, minItems: 3, uniqueItems: true }],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false }],
  ['no items', { type: 'array', items: { type: 'string' }, maxItems: 0 }],
  [
    'required beyond properties',
    { type: 'object', required: ['a', '__proto__'], additionalProperties: { type: 'integer' } },
  ],
  ['references', { ...object({ a: { $ref: '#/$defs/a~1b' } }), $defs: { 'a/b': { type: 'integer' } } }],
  ['a recursive list', { $ref: '#/$defs/node', $defs: { node } }],
  [
    'a recursive tree',
    {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['children'],
    },
  ],
  [
    'an optional recursion',
    { type: 'object', properties: { next: { $ref: '#' }, name: { type: 'string' } } },
  ],
  [
    'allOf',
    {
      allOf: [object({ a: { type: 'integer' } }, { additionalProperties: true }), { $ref: '#/$defs/b' }],
      $defs: { b: { properties: { b: { type: 'string' } }, required: ['b'] } },
    },
  ],
  ['oneOf', { oneOf: [{ type: 'integer', minimum: 5 }, { type: 'string' }] }],
  [
    'anyOf beside properties',
    {
      type: 'object',
      properties: { a: { type: 'integer' } },
      required: ['a'],
      anyOf: [{ required: ['b'], properties: { b: { type: 'null' } } }],
    },
  ],
];

function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('sampleOfSchema', () => {
  it.each(SCHEMAS)('makes a value that fits: %s', (_case, schema) => {
    const value: unknown = JSON.parse(JSON.stringify(sampleOfSchema(schema, 'response_format')));
    const validate = ajv.compile(schema as object);
    expect({ value, isValid: validate(value), errors: validate.errors }).toMatchObject({ isValid: true });
  });

  it('knows the common formats', () => {
    expect(sampleOfSchema({ type: 'string', format: 'date-time' }, 'tools')).toBe('2026-01-01T00:00:00Z');
    expect(sampleOfSchema({ type: 'string', format: 'email' }, 'tools')).toBe('sample@example.com');
  });

  it.each([
    ['false', false, 'no finite value'],
    ['an empty enum', { enum: [] }, 'no finite value'],
    [
      'a recursion without an end',
      { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
      'no finite value',
    ],
    ['a reference to nowhere', { $ref: '#/$defs/none' }, '"$ref" in it leads nowhere'],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }, '"$ref" in it leads nowhere'],
    ['an endless allOf', { allOf: [{ $ref: '#' }] }, 'more than 1000 parts'],
    ['too many items', { type: 'array', minItems: 1e9 }, 'more than 1000 parts'],
    ['too long a string', { type: 'string', minLength: 1e9 }, 'more than 10000 characters'],
  ])('refuses %s', (_case, schema, why) => {
    const sample = () => sampleOfSchema(schema, 'response_format');
    expect(sample).toThrow(GatewayError);
    expect(sample).toThrow(why);
    expect(errorOf(sample)).toMatchObject({ code: 'provider.rejected', param: 'response_format' });
  });

  it('refuses a schema whose references multiply', () => {
    const level = (next: number) =>
      object({ a: { $ref: `#/$defs/${next}` }, b: { $ref: `#/$defs/${next}` } });
    const $defs = Object.fromEntries(Array.from({ length: 30 }, (_, depth) => [depth, level(depth + 1)]));
    const schema = { $ref: '#/$defs/0', $defs: { ...$defs, 30: { type: 'string' } } };
    expect(() => sampleOfSchema(schema, 'tools')).toThrow('more than 1000 parts');
  });
});
