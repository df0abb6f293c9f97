/** What OpenAPI 3.0 says of a value. */
export type OpenApiSchema = {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
};

/** Words of JSON Schema that OpenAPI 3.0 does not know. */
const UNKNOWN = new Set(['propertyNames', 'patternErrorMessage', 'errorMessage', 'const', 'type', '$ref']);

/** A JSON Schema in the words of OpenAPI 3.0, which has no lists of types and no constants. */
export function toOpenApi(schema: object): OpenApiSchema {
  const { type, const: constant, ...rest } = schema as { type?: string | string[]; const?: unknown };
  const kept = Object.entries(rest).filter(([key]) => !UNKNOWN.has(key));
  return {
    ...Object.fromEntries(kept.map(([key, value]) => [key, inside(key, value)])),
    ...typeOf(type),
    ...(constant !== undefined && { enum: [constant] }),
  };
}

function inside(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => (isObject(each) ? toOpenApi(each) : each));
  if (!isObject(value)) return value;
  if (key !== 'properties') return toOpenApi(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toOpenApi(each as object)]));
}

function typeOf(type: string | readonly string[] | undefined): object {
  if (type === undefined) return {};
  const types = typeof type === 'string' ? [type] : type.filter((each) => each !== 'null');
  const nullable = typeof type !== 'string' && type.includes('null');
  return {
    ...(types.length === 1 ? { type: types[0] } : { oneOf: types.map((each) => ({ type: each })) }),
    ...(nullable && { nullable }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
