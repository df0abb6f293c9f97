import type { IncomingMessage } from 'node:http';

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
  const { headers, rawHeaders, httpVersion } = request;
  if (httpVersion !== '1.1' || headers.host === undefined) return true;
  for (const name of ODD) if (headers[name] !== undefined) return true;
  for (const name of ONCE) if (headers[name] !== undefined && countOf(rawHeaders, name) > 1) return true;
  return false;
}

function countOf(rawHeaders: readonly string[], wanted: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === wanted.length && name.toLowerCase() === wanted) count += 1;
  }
  return count;
}
