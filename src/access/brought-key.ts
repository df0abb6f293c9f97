import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../common/errors.js';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';

/** Headers that bring a key: clients of OpenAI, Anthropic, Google and Azure. */
export const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'] as const;

/** Of the addresses, Gemini's alone may bring one: `/v1beta/models/x:generateContent?key=…`. */
const QUERY_WITH_KEY = /^\/v1(?:beta)?\/models(?:\/[^?]*)?\?(.*)$/i;

/** @throws GatewayError `request.malformed` for credentials that were sent twice: a proxy before us may have looked at the other. */
export function refuseRepeatedKeys(request: IncomingMessage): void {
  for (const name of KEY_HEADERS) {
    if (request.headers[name] === undefined || !hasRepeatedHeader(request, name)) continue;
    throw new GatewayError('request.malformed', `The header ${name} was sent more than once.`);
  }
}

/**
 * The key that a request brings; `null` = none.
 * @throws GatewayError `auth.invalid_key` for two that differ.
 */
export function keyBroughtBy(request: IncomingMessage): string | null {
  const { headers, url = '' } = request;
  let brought: string | null = null;
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (value === undefined) continue;
    brought = oneOf(brought, name === 'authorization' ? bearerOf(value) : value);
  }
  return url.includes('key=') ? oneOf(brought, keyInAddress(url)) : brought;
}

/**
 * The refusal, 401 `auth.invalid_key`, of a caller without a key, or with one that is not known: the two look alike.
 */
export function keyNeeded(): GatewayError {
  return new GatewayError(
    'auth.invalid_key',
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>", "x-api-key: <key>", "x-goog-api-key: <key>" or "api-key: <key>".',
  );
}

function oneOf(brought: string | null, other: string | string[] | null): string | null {
  if (typeof other !== 'string' || other === '') return brought;
  if (brought !== null && brought !== other) {
    throw new GatewayError('auth.invalid_key', 'The request brings two keys that differ: send one.');
  }
  return other;
}

function bearerOf(value: string | string[]): string | null {
  return typeof value === 'string' ? (/^Bearer +(\S+) *$/i.exec(value)?.[1] ?? null) : null;
}

/** Never logged: a log has patterns of routes, and no addresses. */
function keyInAddress(url: string): string | null {
  const [, query] = QUERY_WITH_KEY.exec(url) ?? [];
  return query === undefined ? null : new URLSearchParams(query).get('key');
}
