/** An object that came from outside, before it is known to be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for an object with names; an array is none. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
