import { isObject } from '../../../src/common/fields.js';

/** `(:(knob|knob)=value)*` at the end of a pattern of names. */
const KNOBS = /\(:\([a-z|-]+\)=[^"]*\*\$/g;

const MAX_DIMENSIONS = 64;

/**
 * The document as it is fuzzed, without what asks for a failure, so that what is valid would rightly fail: names of the
 * sandbox's models go without knobs, which ask for errors and waits of minutes, and `strict` is left out, which asks
 * for a 400 where a model does not take a parameter. `dimensions` stay few: how many a model takes is its own affair.
 */
export function documentToFuzz(served: string): unknown {
  return JSON.parse(served.replace(KNOBS, '$'), (key, value: unknown) => {
    if (!isObject(value)) return value;
    if (key === 'dimensions') return { ...value, maximum: MAX_DIMENSIONS };
    return key === 'strict' ? undefined : value;
  });
}
