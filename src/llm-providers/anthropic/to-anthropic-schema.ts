import { fromMembersOf, numberAsWritten } from '../../common/written-numbers.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * Words of JSON Schema that structured outputs take. Bounds and patterns are refused there, `$schema` is of no use.
 * Seen in effect.website/docs, AnthropicStructuredOutput, read 2026-11-28, and as the SDK's own helper has it; the list
 * is not confirmed by Anthropic's page, and was not tried on the live service.
 */
const TAKEN = new Set(
  ['type', 'description', 'title', 'enum', 'const', 'default', 'required', '$ref'].concat([
    'properties',
    '$defs',
    'definitions',
    'items',
    'anyOf',
    'oneOf',
    'allOf',
  ]),
);
/** Of these words some values alone. Source: @anthropic-ai/sdk 1.14.0, `transformJSONSchema`, read 2026-12-01. */
const TAKEN_VALUES: ReadonlyMap<string, ReadonlySet<unknown>> = new Map([
  [
    'format',
    new Set<unknown>(
      ['date-time', 'time', 'date', 'duration', 'email'].concat(['hostname', 'uri', 'ipv4', 'ipv6', 'uuid']),
    ),
  ],
  ['minItems', new Set<unknown>([0, 1])],
]);
const MAPS_OF_SCHEMAS = new Set(['properties', '$defs', 'definitions']);
const LISTS_OF_SCHEMAS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);

/** A schema without what would be refused: of a bound, the model is told in the description. */
export function toAnthropicSchema(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const entries = Object.entries(withoutTuple(withoutOneOf(schema)));
  const kept = entries.filter(isTaken).map(([word, value]) => [word, inner(word, value)] as const);
  const told = entries.filter(([word, value]) => isBound(word, value));
  const isOpen = [schema['type']].flat().includes('object') || isObject(schema['properties']);
  return {
    ...fromMembersOf(schema, kept),
    ...(told.length > 0 && { description: withBounds(schema, told) }),
    // It must be said, and nothing else may be said.
    ...(isOpen && { additionalProperties: false }),
  };
}

/**
 * `oneOf` is refused; the SDK's own helper (@anthropic-ai/sdk 1.14) says it as `anyOf`, which allows all that it allows.
 * Where there is one already, both have to hold.
 */
function withoutOneOf(schema: Fields): Fields {
  const { oneOf, ...others } = schema;
  if (oneOf === undefined) return schema;
  if (!('anyOf' in others)) return { ...others, anyOf: oneOf };
  const all: unknown = others['allOf'];
  return { ...others, allOf: [...(Array.isArray(all) ? (all as unknown[]) : []), { anyOf: oneOf }] };
}

function isTaken([word, value]: readonly [string, unknown]): boolean {
  return TAKEN_VALUES.get(word)?.has(value) ?? TAKEN.has(word);
}

/** Places of their own are refused: each member of the list may be any of them. */
function withoutTuple(schema: Fields): Fields {
  const { prefixItems: places, items, ...others } = schema;
  if (!Array.isArray(places)) return schema;
  const members = isObject(items) ? [...(places as unknown[]), items] : places;
  return { ...others, ...(members.length > 0 && { items: { anyOf: members } }) };
}

/** Words of a schema that do not arrive as they are, at any depth, each once. */
export function changedWords(schema: unknown, found = new Set<string>()): string[] {
  if (!isObject(schema)) return [];
  for (const [word, value] of Object.entries(schema)) {
    if (isLost(word, value)) found.add(word);
    for (const one of schemasIn(word, value)) changedWords(one, found);
  }
  return [...found];
}

/** An object that was open to other members is closed, one of several is any of them; names of dialects and identifiers are of no use to a model. */
function isLost(word: string, value: unknown): boolean {
  if (word === 'additionalProperties') return value !== false;
  if (word === 'oneOf') return true;
  return !isTaken([word, value]) && !word.startsWith('$') && !isNoBound(value);
}

function schemasIn(word: string, value: unknown): readonly unknown[] {
  if (MAPS_OF_SCHEMAS.has(word)) return isObject(value) ? Object.values(value) : [];
  if (LISTS_OF_SCHEMAS.has(word)) return Array.isArray(value) ? value : [];
  return word === 'items' ? [value] : [];
}

function inner(word: string, value: unknown): unknown {
  if (MAPS_OF_SCHEMAS.has(word) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toAnthropicSchema(one)]));
  }
  if (LISTS_OF_SCHEMAS.has(word) && Array.isArray(value)) return value.map(toAnthropicSchema);
  return word === 'items' ? toAnthropicSchema(value) : value;
}

/** Such as `minimum`; what is no schema inside and no name of a dialect. */
function isBound(word: string, value: unknown): boolean {
  const isWord = !isTaken([word, value]) && !word.startsWith('$') && word !== 'additionalProperties';
  return (
    isWord && !isNoBound(value) && (typeof value === 'number' || typeof value === 'string' || value === true)
  );
}

/** Zod writes these for every integer: no JSON number of its kind is beyond them. */
function isNoBound(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER;
}

function withBounds(schema: Fields, told: readonly (readonly [string, unknown])[]): string {
  const { description } = schema;
  const bounds = told.map(([word]) => `${word}: ${numberAsWritten(schema, word)}`).join(', ');
  return typeof description === 'string' ? `${description} (${bounds})` : bounds;
}
