import { isObject } from '../../../src/common/fields.js';
import type { Failure, HeardFailure } from '../neutral.js';
import type { WrittenFailure } from './dialect.js';

/** Statuses, types and codes. Source: developers.openai.com/api/docs, Error codes, read 2026-11-23. */
const FAILED: Readonly<Record<Failure, readonly [number, string, string | null]>> = {
  'bad request': [400, 'invalid_request_error', 'invalid_value'],
  'wrong key': [401, 'invalid_request_error', 'invalid_api_key'],
  forbidden: [403, 'invalid_request_error', 'missing_scope'],
  'unknown model': [404, 'invalid_request_error', 'model_not_found'],
  'too large': [413, 'invalid_request_error', null],
  'rate limit': [429, 'rate_limit_error', 'rate_limit_exceeded'],
  'internal error': [500, 'server_error', null],
  overloaded: [503, 'service_unavailable_error', 'server_is_overloaded'],
};

/** A 403 may be about a place, a content or a firewall as well. */
const WORDS: Partial<Readonly<Record<Failure, string>>> = {
  forbidden: 'You have insufficient permissions for this operation. Missing scopes: model.request.',
};

export function writeOpenAiFailure(failure: Failure): WrittenFailure {
  const [status, type, code] = FAILED[failure];
  const error = { message: WORDS[failure] ?? `The upstream says: ${failure}.`, type, param: null, code };
  return { status, body: { error }, ...(status === 429 && { headers: { 'retry-after': '7' } }) };
}

export function readOpenAiFailure(body: unknown, headers: Headers): HeardFailure | null {
  const error = isObject(body) ? body['error'] : null;
  if (!isObject(error) || !('param' in error) || !('code' in error)) return null;
  const { type, message } = error;
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return { type, message, retryAfter: retryAfterOf(headers) };
}

/** In seconds; `null` = there is none. */
export function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after');
  return value === null ? null : Number(value);
}
