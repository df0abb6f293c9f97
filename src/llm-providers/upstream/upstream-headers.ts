/**
 * What a request is sent with: the operator's headers, and ours in their place. Names are told apart as HTTP does it,
 * without regard to case: side by side, `Api-Version` and `api-version` would go out as one header with both values.
 *
 * @param ours one that is `undefined` is not sent, and replaces nothing.
 */
export function upstreamHeaders(
  fixed: Headers | Readonly<Record<string, string>> | undefined,
  ours: Readonly<Record<string, string | undefined>>,
): Headers {
  const headers = new Headers(fixed);
  for (const [name, value] of Object.entries(ours)) if (value !== undefined) headers.set(name, value);
  return headers;
}
