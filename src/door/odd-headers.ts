import type { IncomingMessage } from 'node:http';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';

/** Each of them once; Node keeps one value, and a proxy before us may have looked at another. */
const ONCE = ['host', 'authorization', 'x-api-key', 'x-goog-api-key', 'api-key'] as const;
/** What the usual way reads of them goes beyond a look. */
const ODD = [
  'expect',
  'upgrade',
  'x-forwarded-client-cert',
  'idempotency-key',
  'x-tollgate-explain',
] as const;

/** A request with headers that only the usual way knows to handle, or to refuse. */
export function hasOddHeaders(request: IncomingMessage): boolean {
  const { headers, httpVersion } = request;
  if (httpVersion !== '1.1' || headers.host === undefined) return true;
  for (const name of ODD) if (headers[name] !== undefined) return true;
  for (const name of ONCE) if (headers[name] !== undefined && hasRepeatedHeader(request, name)) return true;
  return false;
}
