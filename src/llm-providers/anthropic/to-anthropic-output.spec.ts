import { anthropic } from './anthropic.definition.js';
import { applyParameterRules, familyOf } from '../../completions/parameter-rules.js';
import { isKnownFormat, toOutputConfig } from './to-anthropic-output.js';
import { changedWords } from './to-anthropic-schema.js';

const formatOf = (schema: object) => ({ type: 'json_schema', json_schema: { name: 'city', schema } });
const sentFor = (fields: object) => toOutputConfig({ model: 'claude-haiku-5-5', messages: [], ...fields });
const schemaOf = (schema: object) => sentFor({ response_format: formatOf(schema) }).output_config;

describe('toOutputConfig', () => {
  it('says a schema in Anthropic’s words', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    expect(schemaOf(schema)).toEqual({
      format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
    });
  });

  it('has the description of a format in its schema', () => {
    const json_schema = { name: 'city', description: 'Where', schema: { type: 'object' } };
    expect(sentFor({ response_format: { type: 'json_schema', json_schema } }).output_config).toMatchObject({
      format: { schema: { description: 'Where', additionalProperties: false } },
    });
  });

  it('tells bounds, which would be refused, in descriptions, at every depth', () => {
    const days = { type: 'integer', minimum: 1, maximum: 9 };
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      anyOf: [{ type: 'array', minItems: 2, items: { ...days, description: 'Days' } }, { $ref: '#/$defs/d' }],
      $defs: { d: { type: 'object', additionalProperties: true, properties: { minimum: days } } },
    };
    expect(schemaOf(schema)).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          anyOf: [
            {
              type: 'array',
              description: 'minItems: 2',
              items: { type: 'integer', description: 'Days (minimum: 1, maximum: 9)' },
            },
            { $ref: '#/$defs/d' },
          ],
          $defs: {
            d: {
              type: 'object',
              additionalProperties: false,
              properties: { minimum: { type: 'integer', description: 'minimum: 1, maximum: 9' } },
            },
          },
        },
      },
    });
  });

  it('says one of several schemas as any of them, as the SDK does, and tells it', () => {
    const open = { oneOf: [{ type: 'object', properties: {} }, { type: 'null' }] };
    const [text, none, all] = [[{ type: 'string' }], [{ type: 'null' }], [{ title: 'Name' }]];
    const properties = { open, both: { anyOf: text, oneOf: none, allOf: all } };
    const schema = { type: 'object', properties, additionalProperties: false };
    const closed = { anyOf: [{ ...open.oneOf[0], additionalProperties: false }, { type: 'null' }] };
    const both = { anyOf: text, allOf: [...all, { anyOf: none }] };
    expect(schemaOf(schema)).toEqual({
      format: { type: 'json_schema', schema: { ...schema, properties: { open: closed, both } } },
    });
    expect(changedWords(schema)).toEqual(['oneOf']);
  });

  it('tells formats that are none of the API’s in descriptions, and leaves its own', () => {
    const properties = {
      id: { type: 'string', format: 'cuid' },
      count: { type: 'integer', format: 'int32' },
    };
    const own = { at: { type: 'string', format: 'date-time' } };
    const schema = { type: 'object', properties: { ...properties, ...own }, additionalProperties: false };
    expect(schemaOf(schema)).toMatchObject({
      format: {
        schema: {
          properties: {
            id: { type: 'string', description: 'format: cuid' },
            count: { type: 'integer', description: 'format: int32' },
            ...own,
          },
        },
      },
    });
    expect(JSON.stringify(schemaOf(schema))).not.toMatch(/"format":"(cuid|int32)"/);
    expect(changedWords(schema)).toEqual(['format']);
  });

  it('leaves a list that must not be empty as it is', () => {
    const schema = { type: 'array', items: { type: 'string' }, minItems: 1 };
    expect(schemaOf(schema)).toEqual({ format: { type: 'json_schema', schema } });
    expect(changedWords(schema)).toEqual([]);
  });

  it('says a list of fixed places as one of any of them, and tells it', () => {
    const places = [{ type: 'string' }, { type: 'object', properties: {} }];
    const schema = { type: 'array', prefixItems: places, items: false };
    const items = { anyOf: [places[0], { ...places[1], additionalProperties: false }] };
    expect(schemaOf(schema)).toEqual({ format: { type: 'json_schema', schema: { type: 'array', items } } });
    expect(changedWords(schema)).toEqual(['prefixItems']);
  });

  it('closes an object that may be null', () => {
    const schema = { type: ['object', 'null'] };
    expect(schemaOf(schema)).toEqual({
      format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
    });
  });

  it('goes beside what the caller wrote in these words', () => {
    const own = { output_config: { effort: 'low' } };
    expect(sentFor({ ...own, response_format: formatOf({}) }).output_config).toMatchObject({
      effort: 'low',
      format: { type: 'json_schema' },
    });
  });

  it.each([[undefined], [null], [{ type: 'text' }], [{ type: 'json_object' }], [{ type: 'json_schema' }]])(
    'adds nothing for %j',
    (format) => expect(sentFor({ response_format: format })).toEqual({}),
  );
});

describe('changedWords', () => {
  it('are those that do not arrive as they are, at every depth, each once', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { minimum: { type: 'integer', minimum: 1 }, b: { type: 'string', minLength: 2 } },
      items: { anyOf: [{ minimum: 3 }, { not: { maximum: 4 } }] },
      additionalProperties: true,
    };
    expect(changedWords(schema)).toEqual(['minimum', 'minLength', 'not', 'additionalProperties']);
  });

  it('are none where all that is missing says nothing', () => {
    const bounds = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    const days = { type: 'integer', ...bounds };
    const schema = { type: 'object', properties: { days }, additionalProperties: false };
    expect(changedWords(schema)).toEqual([]);
    expect(schemaOf(schema)).toMatchObject({
      format: { schema: { properties: { days: { type: 'integer' } } } },
    });
    expect(JSON.stringify(schemaOf(schema))).not.toContain('description');
  });
});

describe('isKnownFormat', () => {
  it.each<[object, boolean]>([
    [{ type: 'text' }, true],
    [formatOf({}), true],
    [{ type: 'json_object' }, false],
    [{ type: 'grammar' }, false],
  ])('takes %j: %s', (format, isKnown) => expect(isKnownFormat(format)).toBe(isKnown));
});

describe('an effort', () => {
  const adapted = (model: string, effort: string) => {
    const asked = { model, messages: [], reasoning_effort: effort } as never;
    const family = familyOf(model, anthropic.modelFamilies);
    const policy = { defaults: {}, isStrict: false };
    const { request, warnings } = applyParameterRules(asked, family, policy, {
      translation: anthropic.translation,
    });
    return { ...toOutputConfig(request), warned: warnings.map(({ parameter }) => parameter) };
  };

  it('is one of the same name from Claude 4.7 on', () => {
    expect(adapted('claude-haiku-5-5', 'xhigh')).toEqual({ output_config: { effort: 'xhigh' }, warned: [] });
  });

  it('is raised, with a warning, to the lowest that the API has where less is asked for', () => {
    expect(adapted('claude-haiku-5-5', 'minimal')).toEqual({
      output_config: { effort: 'low' },
      warned: ['reasoning_effort'],
    });
  });

  it.each([
    ['claude-haiku-5-5', 'none'],
    ['claude-haiku-4-5', 'high'],
  ])('is left out for %s where it is %s, which is told', (model, effort) => {
    expect(adapted(model, effort)).toEqual({ warned: ['reasoning_effort'] });
  });
});
