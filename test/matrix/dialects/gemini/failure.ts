import { isObject, type Fields } from '../../../../src/common/fields.js';
import type { Failure, HeardFailure } from '../../neutral.js';
import type { WrittenFailure } from '../dialect.js';

/** Statuses. Source: ai.google.dev/gemini-api/docs/troubleshooting, read 2026-11-23. */
const FAILED: Readonly<Record<Failure, readonly [number, string]>> = {
  'bad request': [400, 'INVALID_ARGUMENT'],
  'wrong key': [401, 'UNAUTHENTICATED'],
  forbidden: [403, 'PERMISSION_DENIED'],
  'unknown model': [404, 'NOT_FOUND'],
  'too large': [413, 'INVALID_ARGUMENT'],
  'rate limit': [429, 'RESOURCE_EXHAUSTED'],
  'internal error': [500, 'INTERNAL'],
  overloaded: [503, 'UNAVAILABLE'],
};
const WORDS: Partial<Readonly<Record<Failure, string>>> = {
  overloaded: 'The model is overloaded. Please try again later.',
};
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

export function writeGeminiFailure(failure: Failure): WrittenFailure {
  const [code, status] = FAILED[failure];
  const details = code === 429 ? { details: [{ '@type': RETRY_INFO, retryDelay: '7s' }] } : {};
  return {
    status: code,
    body: {
      error: { code, message: WORDS[failure] ?? `The upstream says: ${failure}.`, status, ...details },
    },
  };
}

export function readGeminiFailure(body: unknown, headers: Headers): HeardFailure | null {
  const error = isObject(body) ? body['error'] : null;
  if (!isObject(error) || typeof error['code'] !== 'number') return null;
  const { status, message, details = [] } = error;
  if (typeof status !== 'string' || typeof message !== 'string') return null;
  const delay = (details as Fields[]).find(({ '@type': type }) => type === RETRY_INFO)?.['retryDelay'];
  const seconds = typeof delay === 'string' ? Number.parseFloat(delay) : null;
  // Clients of several kinds read the one or the other.
  const isToldTwice = seconds === null || headers.get('retry-after') === String(seconds);
  return isToldTwice ? { type: status, message, retryAfter: seconds } : null;
}
