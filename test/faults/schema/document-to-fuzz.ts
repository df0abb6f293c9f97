import { isObject } from '../../../src/common/fields.js';

/** `(:(knob|knob)=value)*` at the end of a pattern of names. */
const KNOBS = /\(:\([a-z|-]+\)=[^"]*\*\$/g;

const LEFT_OUT: ReadonlySet<string> = new Set(['dimensions', 'outputDimensionality', 'strict']);

/**
 * The document as it is fuzzed, without what asks for a failure, so that what is valid would rightly fail: names of the
 * sandbox's models go without knobs, which ask for errors and waits of minutes, and `strict` is left out, which asks
 * for a 400 where a model does not take a parameter. So are the sizes of vectors, for those are each model's own affair.
 */
export function documentToFuzz(served: string): unknown {
  return JSON.parse(served.replace(KNOBS, '$'), (key, value: unknown) =>
    isObject(value) && LEFT_OUT.has(key) ? undefined : value,
  );
}
