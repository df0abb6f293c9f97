import { isObject, type Fields } from '../../../common/fields.js';

/** Google's APIs read `system_instruction` as `systemInstruction`; inner objects are left as they are. */
export function inCamelCase(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** An object under its names; what is none has no fields. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? inCamelCase(value) : {};
}

/** The objects of a list, or the one that stands in its place. */
export function listOf(value: unknown): Fields[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter(isObject).map(inCamelCase);
}
