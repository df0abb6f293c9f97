import { isObject, type Fields } from '../../../common/fields.js';
import { fromMembersOf } from '../../../common/written-numbers.js';

/**
 * Google's APIs read `system_instruction` as `systemInstruction`, and `null` as what was left out; inner objects are left
 * as they are. Source: protobuf.dev, ProtoJSON, read 2026-11-29.
 */
export function inCamelCase(fields: Fields): Fields {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return fromMembersOf(
    fields,
    given.map(([name, value]) => [camelCased(name), value] as const),
  );
}

function camelCased(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** A field that is given under both of its names; `null` = there is none. */
export function givenTwice(value: unknown): string | null {
  if (!isObject(value)) return null;
  const others = Object.keys(value).filter((name) => value[name] !== null && camelCased(name) !== name);
  return others.map(camelCased).find((name) => (value[name] ?? null) !== null) ?? null;
}

/** An object under its names; what is none has no fields. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? inCamelCase(value) : {};
}

/** The objects of a list, or the one that stands in its place. */
export function listOf(value: unknown): Fields[] {
  const all = asList(value);
  return Array.isArray(all) ? all.filter(isObject).map(inCamelCase) : [];
}

/** One object counts as a list of it, as `contents` and `parts` stand in Google's own examples; all else stays. */
export function asList(value: unknown): unknown {
  return isObject(value) ? [value] : value;
}
