import { saysNothing, saysSuccess } from '../upstream/says-nothing.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * The error that stands in an answer of HTTP 200; `null` = there is none. One that tells of a success is none anywhere;
 * one that says nothing is none beside an answer, and is one where it stands alone.
 */
export function reportedError({ error }: Fields, isBesideAnswer: boolean): Fields | null {
  const told: unknown = Array.isArray(error) ? error.find((item) => !saysNothing(item)) : error;
  if (told === undefined || told === null || saysSuccess(told)) return null;
  if (isBesideAnswer && saysNothing(told)) return null;
  if (isObject(told)) return told;
  return typeof told === 'string' && told !== '' ? { message: told } : null;
}
