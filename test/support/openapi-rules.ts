import type { JsonObject } from './scripted-upstream/recorded-request.js';

/**
 * The shapes of an OpenAPI 3.0 document as a JSON Schema: of what the specification allows, the part that this gateway
 * uses. Nothing else may stand in the document.
 * Source: https://spec.openapis.org/oas/v3.0.3
 */
const text = { type: 'string' };
const flag = { type: 'boolean' };
const is = (name: string) => ({ $ref: `#/definitions/${name}` });
const orReference = (name: string) => ({ anyOf: [is('Reference'), is(name)] });

function shape(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });
const mapOf = (values: JsonObject, keys = '.'): JsonObject => ({
  type: 'object',
  patternProperties: { [keys]: values },
  additionalProperties: false,
});

const NAMED = '^[a-zA-Z0-9._-]+$';
const STATUS = '^([1-5]\\d\\d|[1-5]XX|default)$';
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const oneExample = { not: { required: ['example', 'examples'] } };
const examples = { example: {}, examples: mapOf(orReference('Example')) };

const definitions: JsonObject = {
  Reference: shape({ $ref: { type: 'string', pattern: '^#/' } }),
  Info: shape(
    { title: text, version: text },
    { description: text, contact: { type: 'object' }, license: shape({ name: text }, { url: text }) },
  ),
  Tag: shape({ name: text }, { description: text }),
  SecurityRequirement: mapOf(listOf(text)),
  SecurityScheme: {
    oneOf: [
      shape({ type: { const: 'http' }, scheme: text }, { description: text, bearerFormat: text }),
      shape(
        { type: { const: 'apiKey' }, in: { enum: ['header', 'query', 'cookie'] }, name: text },
        { description: text },
      ),
    ],
  },
  PathItem: shape(
    {},
    Object.fromEntries(['get', 'put', 'post', 'delete', 'patch'].map((method) => [method, is('Operation')])),
  ),
  Operation: shape(
    { responses: { ...mapOf(orReference('Response'), STATUS), minProperties: 1 } },
    {
      operationId: text,
      summary: text,
      description: text,
      tags: listOf(text),
      parameters: listOf(orReference('Parameter')),
      requestBody: orReference('RequestBody'),
      security: listOf(is('SecurityRequirement')),
      deprecated: flag,
    },
  ),
  Parameter: {
    ...shape(
      { name: text, in: { enum: ['path', 'query', 'header', 'cookie'] }, schema: orReference('Schema') },
      { description: text, required: flag, ...examples },
    ),
    ...oneExample,
    anyOf: [
      { properties: { in: { enum: ['query', 'header', 'cookie'] } } },
      { required: ['required'], properties: { required: { const: true } } },
    ],
  },
  RequestBody: shape({ content: is('Content') }, { description: text, required: flag }),
  Response: shape({ description: text }, { headers: mapOf(orReference('Header')), content: is('Content') }),
  Header: shape({ schema: orReference('Schema') }, { description: text, required: flag }),
  Content: mapOf(is('MediaType'), '^[a-z]+/[a-z+-]+$'),
  MediaType: { ...shape({}, { schema: orReference('Schema'), ...examples }), ...oneExample },
  Example: shape({ value: {} }, { summary: text, description: text }),
  Schema: {
    ...shape(
      {},
      {
        type: { enum: ['array', 'boolean', 'integer', 'number', 'object', 'string'] },
        properties: mapOf(orReference('Schema')),
        items: orReference('Schema'),
        allOf: listOf(orReference('Schema')),
        oneOf: listOf(orReference('Schema')),
        anyOf: listOf(orReference('Schema')),
        not: orReference('Schema'),
        additionalProperties: { anyOf: [flag, orReference('Schema')] },
        required: { ...listOf(text), minItems: 1, uniqueItems: true },
        enum: { type: 'array', minItems: 1 },
        title: text,
        description: text,
        'x-content-media-type': text,
        'x-content-schema': is('Reference'),
        format: text,
        pattern: { type: 'string', format: 'regex' },
        nullable: flag,
        readOnly: flag,
        default: {},
        example: {},
        minimum: number,
        maximum: number,
        minLength: count,
        maxLength: count,
        minItems: count,
        maxItems: count,
        minProperties: count,
        maxProperties: count,
      },
    ),
    anyOf: [
      { not: { required: ['type'], properties: { type: { const: 'array' } } } },
      { required: ['items'] },
    ],
  },
};

export const OPENAPI_RULES: JsonObject = {
  ...shape(
    {
      openapi: { type: 'string', pattern: '^3\\.0\\.\\d$' },
      info: is('Info'),
      paths: mapOf(is('PathItem'), '^/'),
    },
    {
      tags: listOf(is('Tag')),
      servers: listOf(shape({ url: text })),
      security: listOf(is('SecurityRequirement')),
      components: shape(
        {},
        {
          schemas: mapOf(orReference('Schema'), NAMED),
          responses: mapOf(orReference('Response'), NAMED),
          headers: mapOf(orReference('Header'), NAMED),
          examples: mapOf(orReference('Example'), NAMED),
          parameters: mapOf(orReference('Parameter'), NAMED),
          requestBodies: mapOf(orReference('RequestBody'), NAMED),
          securitySchemes: mapOf(is('SecurityScheme'), NAMED),
        },
      ),
    },
  ),
  definitions,
};
