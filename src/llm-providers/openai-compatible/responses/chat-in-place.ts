import { isObject, objectsOf } from '../../upstream/wire-fields.js';

/** Some servers answer by chat completions whatever they are asked by: what came says what it is. */
export function isChatAnswer(wire: unknown): boolean {
  if (!isObject(wire) || wire['type'] !== undefined || wire['output'] !== undefined) return false;
  return objectsOf(wire['choices']).length > 0;
}
