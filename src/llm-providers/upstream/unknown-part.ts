import { isObject } from './wire-fields.js';

/** How types of parts are spelled, in every API that has such. */
const TYPE_OF_PART = /^(?=.{1,40}$)[a-z]+(_[a-z]+)*$/;

/**
 * Goes behind what a wire takes: `, not video_url`. Nothing where the type is no name of one, for then it may be
 * anything, and a message repeats nothing that was asked.
 */
export function notTaken(part: unknown): string {
  const type = isObject(part) ? part['type'] : undefined;
  return typeof type === 'string' && TYPE_OF_PART.test(type) ? `, not ${type}` : '';
}
