import { isObject } from './wire-fields.js';

/*
 * Values of parameters that ask for nothing but what happens without them. Where a wire has no words for the parameter,
 * nothing of the caller's is lost with such a value.
 */

/** Of `modalities`: texts, and nothing else. */
export function isTextAlone(modalities: unknown): boolean {
  return Array.isArray(modalities) && modalities.every((kind) => kind === 'text');
}

/** `{}` and `[]`. */
export function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** Of `stream_options`: usage, which the gateway adds by itself, and no padding, which OpenAI alone has. */
export function asksForPlainStream(options: unknown): boolean {
  if (!isObject(options)) return false;
  const { include_usage: _usage, include_obfuscation: padding = false, ...others } = options;
  return padding === false && isEmpty(others);
}
