import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';
import { usageIn } from './openai-usage.js';

/** Data of an event that hold no object: signs of life. */
export function isNoise(data: unknown): boolean {
  return !isObject(data) && objectsOf(data).length === 0;
}

/** The wire itself gives its events no names, or this one. */
export function isForeign(event: string | undefined): boolean {
  return event !== undefined && event !== 'message';
}

/** Some servers count in an event without choices. */
export function isChunk(wire: Fields): boolean {
  return Array.isArray(wire['choices']) || usageIn(wire) !== null;
}

/** As vLLM has it, without an `error` around it. */
export function isCalledError({ object, type }: Fields): boolean {
  return object === 'error' || type === 'error';
}
