import { isObject } from '../../../../src/common/fields.js';
import type { Failure, HeardFailure } from '../../neutral.js';
import type { WrittenFailure } from '../dialect.js';
import { retryAfterOf } from '../openai-failure.js';

/** Statuses and types. Source: platform.claude.com/docs, Errors, read 2026-11-23. */
const FAILED: Readonly<Record<Failure, readonly [number, string]>> = {
  'bad request': [400, 'invalid_request_error'],
  'wrong key': [401, 'authentication_error'],
  forbidden: [403, 'permission_error'],
  'unknown model': [404, 'not_found_error'],
  'too large': [413, 'request_too_large'],
  'rate limit': [429, 'rate_limit_error'],
  'internal error': [500, 'api_error'],
  overloaded: [529, 'overloaded_error'],
};

export function writeMessagesFailure(failure: Failure): WrittenFailure {
  const [status, type] = FAILED[failure];
  const error = { type, message: `The upstream says: ${failure}.` };
  const body = { type: 'error', error, request_id: 'req_1' };
  return { status, body, ...(status === 429 && { headers: { 'retry-after': '7' } }) };
}

export function readMessagesFailure(body: unknown, headers: Headers): HeardFailure | null {
  if (!isObject(body) || body['type'] !== 'error' || !isObject(body['error'])) return null;
  const { type, message } = body['error'];
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return { type, message, retryAfter: retryAfterOf(headers) };
}
