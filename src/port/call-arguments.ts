import { isObject, type Fields } from '../common/fields.js';

/** An empty list is how PHP writes an object without fields. */
const NO_ARGUMENTS = /^\s*(?:\[\s*\]\s*)?$/;

/**
 * The arguments of a call of a tool as an object, for wires that have no text there; nothing written = none.
 * What is no object, mostly of an answer that was cut off, is not lost: it stands in one as it is.
 */
export function argumentsObject(text: string): Fields {
  return argumentsIn(text) ?? { unreadable_arguments: text };
}

/** The same; `null` = they are no object. */
export function argumentsIn(text: string): Fields | null {
  return NO_ARGUMENTS.test(text) ? {} : readArguments(text);
}

/** `null` = the text is no JSON object. */
export function readArguments(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
