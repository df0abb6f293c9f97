/** As a caller wrote it, unchecked. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** False for `true` and `false`, too, which JSON Schema takes for schemas. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a keyword that should be a list; nothing where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The type to make a value of: the first that is not `null`, or what the other keywords speak of. */
export function typeOf(schema: JsonSchema): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((name) => name !== 'null') ?? 'null';
  if (type !== undefined) return type;
  if ('properties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'minimum' in schema || 'maximum' in schema ? 'number' : 'string';
}

/** Both schemas at once; where they speak of the same keyword, the second is heard. */
export function mergeSchemas(first: JsonSchema, second: JsonSchema): JsonSchema {
  const merged: Record<string, unknown> = { ...first, ...second };
  if (isSchema(first['properties']) && isSchema(second['properties']))
    merged['properties'] = { ...first['properties'], ...second['properties'] };
  if ('required' in first && 'required' in second)
    merged['required'] = [...listOf(first['required']), ...listOf(second['required'])];
  return merged;
}

/** Follows `#/a/b` from the root; `undefined` = it leads nowhere, or out of the document. */
export function resolvePointer(root: unknown, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, part) => (isContainer(node) && Object.hasOwn(node, part) ? node[part] : undefined),
      root,
    );
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
