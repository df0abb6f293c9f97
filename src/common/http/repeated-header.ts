import type { IncomingMessage } from 'node:http';

/**
 * Tells whether the client sent a header more than once. `request.headers` cannot say: Node silently keeps the
 * first `Authorization`, while a proxy in front may have checked the last one.
 *
 * @param name in any case
 */
export function hasRepeatedHeader(request: IncomingMessage, name: string): boolean {
  const wanted = name.toLowerCase();
  // rawHeaders alternates names and values
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0);
  return names.filter((header) => header.toLowerCase() === wanted).length > 1;
}
