import { isObject, type Fields } from '../common/fields.js';
import { isWithinDepth } from '../common/http/upstream-answer.js';
import { parseKeepingDigits } from '../common/parse-keeping-digits.js';
import { asWritten, withSources } from '../common/written-numbers.js';

/** An empty list is how PHP writes an object without fields. */
const NO_ARGUMENTS = /^\s*(?:\[\s*\]\s*)?$/;

/**
 * The arguments of a call of a tool as an object, for wires that have no text there; nothing written = none.
 * What is no object, mostly of an answer that was cut off, is not lost: it stands in one as it is. To be written at once:
 * its numbers are as the text has them, for `JSON.stringify` alone.
 */
export function argumentsObject(text: string): Fields {
  return asWritten(argumentsIn(text)) ?? { unreadable_arguments: text };
}

/** As they can be read; `null` = they are no object. */
export function argumentsIn(text: string): Fields | null {
  return NO_ARGUMENTS.test(text) ? {} : readArguments(text);
}

/** `null` = the text is no JSON object, or has more levels than could be written again. */
export function readArguments(text: string): Fields | null {
  if (!isWithinDepth(text)) return null;
  try {
    const value = parseKeepingDigits(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The same the other way: of an object, or what stands in its place, its numbers as they were written. */
export function argumentsText(value: unknown): string {
  return JSON.stringify(withSources(value ?? {}, true));
}

/** As `argumentsObject`; `null` = the text is no JSON object. */
export function objectToWrite(text: string): Fields | null {
  return asWritten(readArguments(text));
}
