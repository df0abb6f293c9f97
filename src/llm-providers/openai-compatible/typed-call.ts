import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * A call of a function that says that it is one: Mistral's do not, and OpenAI's SDK fails for those when it puts a
 * stream together, or runs tools (BerriAI/litellm#2645, openai-php/client#397, read 2026-12-01).
 */
export function withType(call: Fields): Fields {
  return isTyped(call) || !isObject(call['function']) ? call : { ...call, type: 'function' };
}

export function isTyped({ type }: Fields): boolean {
  return typeof type === 'string' && type !== '';
}
