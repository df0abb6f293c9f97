/** Names of headers in turn with their values, as Node writes them; no name twice. */
export type HeadersInTurns = readonly string[];

/** The same by name. */
export function headersByName(inTurns: HeadersInTurns): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < inTurns.length; at += 2) headers[inTurns[at]!] = inTurns[at + 1]!;
  return headers;
}
