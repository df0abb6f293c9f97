import { saysNothing, saysSuccess } from '../upstream/says-nothing.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * The error that stands in an answer of HTTP 200; `null` = there is none. One that tells of a success is none anywhere;
 * one that says nothing is none beside an answer, and is one where it stands alone. Groq tells in `x_groq` why a stream
 * was stopped early (its SDK's types, read 2026-12-01), also beside a reason to end.
 */
export function reportedError(wire: Fields, isBesideAnswer: boolean): Fields | null {
  const { error: own, x_groq: groq, error_type: type = null } = wire;
  const error = own ?? (isObject(groq) ? groq['error'] : null);
  const told: unknown = Array.isArray(error) ? error.find((item) => !saysNothing(item)) : error;
  if (told === undefined || told === null || saysSuccess(told)) return null;
  if (isBesideAnswer && saysNothing(told)) return null;
  if (isObject(told)) return told;
  return typeof told === 'string' && told !== '' ? { message: told, type } : null;
}
