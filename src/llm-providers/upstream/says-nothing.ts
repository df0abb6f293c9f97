import { isObject } from '../../common/fields.js';

/** What servers write for "all is well" where they have a field for an error, as a text. */
const SUCCESS =
  /^(?:0+|20\d|(?:no|without) error|none|ok(?:ay)?|success(?:ful(?:ly)?)?|succeeded|completed|成功|请求成功)[.!]?$/i;

/** Where the number, the name and the words of an error stand. */
const TOLD_IN = [
  'code',
  'status',
  'statusCode',
  'status_code',
  'error_code',
  'errcode',
  'errno',
  'type',
  'message',
  'msg',
  'detail',
  'status_msg',
  'error_msg',
  'error_message',
  'errmsg',
] as const;

/**
 * True for `null`, an empty text, the code or the name of a success, and an object or an array of nothing else: what
 * some servers call their error.
 */
export function saysNothing(value: unknown): boolean {
  return saysSuccess(value) || holdsNothing(value);
}

/** True for what stands where an answer should and is none: `null`, an empty text, object or array. */
export function holdsNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isBlank);
  return isBlank(value);
}

/**
 * True for an error that says itself that it is none: `{code: 0, message: 'success'}`, with an id of the request or
 * without. What says nothing at all, such as `{}`, does not say so.
 */
export function saysSuccess(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(saysSuccess);
  if (!isObject(value)) return typeof value === 'string' && SUCCESS.test(value.trim());
  const told = TOLD_IN.map((name) => value[name]).filter(isTold);
  return told.length > 0 && told.every(isSuccess);
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isSuccess(value: unknown): boolean {
  if (typeof value === 'string') return SUCCESS.test(value.trim());
  return value === 0 || (typeof value === 'number' && value >= 200 && value < 210);
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '' || SUCCESS.test(value.trim());
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === false || isSuccess(value);
}
