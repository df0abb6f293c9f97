import { holdsNothing, saysNothing } from './says-nothing.js';
import { isObject, type Fields } from './wire-fields.js';

/** Where the wires have their answers. */
const ANSWERS = ['choices', 'data', 'content', 'candidates'] as const;

/** Where servers put the words of a failure that they do not call an error. */
const WORDS = [
  'detail',
  'errors',
  'message',
  'msg',
  'status_msg',
  'error_msg',
  'error_message',
  'error_description',
] as const;

/**
 * True for the body of an answer of HTTP 200 that holds no answer and tells of a failure without calling it an error, as
 * FastAPI, Cloudflare, Zhipu, Baidu, SiliconFlow and MiniMax do. An answer that is `null` or empty is none.
 */
export function isReport(body: Fields): boolean {
  if (ANSWERS.some((name) => !holdsNothing(body[name]))) return false;
  if (body['object'] === 'error' || body['success'] === false) return true;
  const { base_resp: response } = body;
  if (isObject(response) && !saysNothing(response['status_code'])) return true;
  return WORDS.some((name) => isWords(body[name])) || hasErrorsByField(body);
}

function isWords(told: unknown): boolean {
  return (typeof told === 'string' || Array.isArray(told)) && !saysNothing(told);
}

function hasErrorsByField({ errors }: Fields): boolean {
  return isObject(errors) && !saysNothing(errors);
}
