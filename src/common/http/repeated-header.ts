import type { IncomingMessage } from 'node:http';

/**
 * Tells whether the client sent a header more than once. `request.headers` cannot say: Node silently keeps the
 * first `Authorization`, while a proxy in front may have checked the last one.
 *
 * @param name in any case
 */
export function hasRepeatedHeader(request: IncomingMessage, name: string): boolean {
  const wanted = name.toLowerCase();
  const { rawHeaders } = request;
  let count = 0;
  // rawHeaders alternates names and values
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at]!;
    if (header.length === wanted.length && header.toLowerCase() === wanted) count += 1;
  }
  return count > 1;
}
