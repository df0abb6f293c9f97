import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { hasUnion, toInputSchema } from './to-input-schema.js';

const A = { type: 'string' };
const B = { type: 'integer' };

const warned = (...parameters: readonly object[]) =>
  ANTHROPIC_TRANSLATION.losses({
    model: 'claude-haiku-5-5',
    tools: parameters.map((schema, at) => ({
      type: 'function',
      function: { name: `f${at}`, parameters: schema },
    })),
  });

describe('the schema of a tool for Claude', () => {
  it.each([
    [undefined, { type: 'object', properties: {} }],
    [{}, { type: 'object' }],
    [{ properties: { a: A } }, { type: 'object', properties: { a: A } }],
  ])('says that it is an object’s: %j', (parameters, schema) => {
    expect(toInputSchema(parameters)).toEqual(schema);
  });

  it('stays as it was written where the Messages API takes it', () => {
    const schema = { type: 'object', properties: { a: { anyOf: [A, B] } }, additionalProperties: false };
    expect([toInputSchema(schema), hasUnion(schema)]).toEqual([schema, false]);
  });

  it('offers the properties of all branches, and requires what each of them does', () => {
    const branch = (kind: string, more: object) => ({
      type: 'object',
      properties: { kind: { const: kind }, ...more },
      required: ['kind', ...Object.keys(more)],
    });
    const schema = { $defs: {}, oneOf: [branch('a', { a: A }), branch('b', { b: B })] };
    expect(hasUnion(schema)).toBe(true);
    expect(toInputSchema(schema)).toEqual({
      type: 'object',
      $defs: {},
      properties: { kind: { anyOf: [{ const: 'a' }, { const: 'b' }] }, a: A, b: B },
      required: ['kind'],
    });
  });

  it('keeps its own properties beside conditions, and all that allOf requires', () => {
    const properties = { a: A, b: B };
    const anyOf = [{ required: ['a'] }, { required: ['b'] }];
    expect(toInputSchema({ type: 'object', properties, anyOf })).toEqual({ type: 'object', properties });
    const allOf = [{ properties: { a: A }, required: ['a'] }, { required: ['b'] }, null];
    expect(toInputSchema({ type: 'object', properties: { b: B }, allOf })).toEqual({
      type: 'object',
      properties,
      required: ['a', 'b'],
    });
  });

  it('brings one warning for all tools whose schemas are changed', () => {
    expect(warned({}, { type: 'object', properties: { a: { anyOf: [A, B] } } })).toEqual([]);
    expect(warned({}, { anyOf: [] }, { oneOf: [A] })).toEqual([
      {
        parameter: 'tools[1].function.parameters',
        action: 'changed',
        reason: expect.stringMatching(/offered together \(in 2 tools\)$/) as string,
      },
    ]);
  });

  it('warns of functions, which were there before tools, too', () => {
    const functions = [{ name: 'f', parameters: { anyOf: [A] } }];
    expect(ANTHROPIC_TRANSLATION.losses({ model: 'm', messages: [], functions })).toMatchObject([
      { parameter: 'functions[0].parameters', action: 'changed' },
    ]);
  });

  it('brings one warning for a strict tool that has a union at its top', () => {
    const strict = (schema: object) =>
      ANTHROPIC_TRANSLATION.losses({
        model: 'm',
        tools: [{ type: 'function', function: { name: 'f', strict: true, parameters: schema } }],
      });
    const place = 'tools[0].function.parameters';
    const union = {
      oneOf: [{ properties: { a: A } }, { properties: { b: B } }],
      additionalProperties: false,
    };
    expect(strict(union)).toMatchObject([
      { parameter: place, reason: expect.stringContaining('at the top') as string },
    ]);
    expect(strict({ ...union, properties: { c: { type: 'integer', minimum: 1 } } })).toMatchObject([
      { parameter: place, reason: expect.stringContaining('take no minimum:') as string },
      { parameter: place, reason: expect.stringContaining('at the top') as string },
    ]);
  });

  it('warns of strict functions, which were there before tools, too', () => {
    const parameters = { type: 'object', properties: { c: { type: 'integer', minimum: 1 } } };
    const functions = [{ name: 'f', strict: true, parameters }];
    expect(ANTHROPIC_TRANSLATION.losses({ model: 'm', messages: [], functions })).toMatchObject([
      { parameter: 'functions[0].parameters', action: 'changed' },
    ]);
  });
});
