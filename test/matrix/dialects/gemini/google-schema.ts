import { isObject, type Fields } from '../../../../src/common/fields.js';

/** A JSON schema as Google's clients write it: types in capitals. */
export function toGoogleSchema(schema: Fields): Fields {
  return withTypes(schema, (type) => type.toUpperCase());
}

export function fromGoogleSchema(schema: Fields = {}): Fields {
  return withTypes(schema, (type) => type.toLowerCase());
}

function withTypes(schema: Fields, rename: (type: string) => string): Fields {
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'type' && typeof value === 'string'
        ? rename(value)
        : isObject(value)
          ? withTypes(value, rename)
          : value,
    ]),
  );
}
