import { isObject, type Fields } from '../../../common/fields.js';
import { fromMembersOf, withNumbersOf } from '../../../common/written-numbers.js';

/** Whole numbers, which Google's APIs write as texts. */
const COUNTS: ReadonlySet<string> = new Set([
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
]);
/** What JSON Schema has no word for, or a word of another meaning. */
const LEFT_OUT: ReadonlySet<string> = new Set(['nullable', 'propertyOrdering', 'example']);
const OF_SCHEMAS: ReadonlySet<string> = new Set(['properties', '$defs', 'defs']);

/**
 * A schema as Google's APIs have it (types in capitals, `nullable`), in words of JSON Schema, which all others take. One
 * that is JSON Schema already comes out the same.
 */
export function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!isObject(schema)) return schema;
  const isNullable = schema['nullable'] === true;
  const entries = Object.entries(schema).filter(([name]) => !LEFT_OUT.has(name));
  return fromMembersOf(
    schema,
    entries.flatMap(([name, value]) => toEntry(name, value, isNullable)),
  );
}

function toEntry(name: string, value: unknown, isNullable: boolean): [string, unknown][] {
  if (name === 'type' && typeof value === 'string') return typeEntry(value, isNullable);
  if (name === 'enum' && Array.isArray(value))
    return [[name, isNullable ? withNumbersOf(value, [...(value as unknown[]), null]) : value]];
  if (COUNTS.has(name) && typeof value === 'string') return [[name, Number(value)]];
  if (OF_SCHEMAS.has(name) && isObject(value)) return [[name, mapped(value)]];
  const isInner = ['items', 'anyOf', 'prefixItems', 'additionalProperties', 'oneOf', 'allOf'].includes(name);
  return [[name, isInner ? toJsonSchema(value) : value]];
}

function typeEntry(type: string, isNullable: boolean): [string, unknown][] {
  if (type === 'TYPE_UNSPECIFIED') return [];
  const name = type.toLowerCase();
  return [['type', isNullable ? [name, 'null'] : name]];
}

function mapped(schemas: Fields): Fields {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));
}
