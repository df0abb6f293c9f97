import type { CustomFetch } from 'openid-client';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';

/** An answer with one of these statuses has no body: `Response` takes not even an empty one for it. */
const BODYLESS = new Set([204, 205, 304]);
/** Headers about the body as it travelled; the text is decoded by now. */
const OF_TRANSPORT = ['content-encoding', 'content-length', 'transfer-encoding'];

/**
 * The way to the issuer that the gateway has to all others: through its proxies, bounded in time and bytes, and never
 * following a redirect. Fails as `fetch` does.
 */
export function issuerFetch(upstream: UpstreamFetch): CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    try {
      const answer = await upstream(url, {
        method,
        headers: new Headers(headers),
        ...(body !== null && body !== undefined && { body: textOf(body) }),
        signal: signal ?? null,
      });
      const text = await answer.text();
      const told = new Headers(answer.headers);
      for (const name of OF_TRANSPORT) told.delete(name);
      return new Response(BODYLESS.has(answer.status) ? null : text, {
        status: answer.status,
        headers: told,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new TypeError('fetch failed', { cause: error });
    }
  };
}

/** The OpenID client sends forms and texts only. */
function textOf(body: string | URLSearchParams | ArrayBuffer | Uint8Array | ReadableStream): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('nothing but texts goes to an issuer');
}
