import type { Problem } from './check-routes.js';
import type { FileProvider } from './file-content.js';

/** Headers that the gateway sets by itself, those of `forward_context` among them. */
const HEADERS_OF_OURS = new Set(
  `accept connection content-encoding content-length content-type expect host keep-alive te trailer transfer-encoding
  upgrade user-agent x-request-id x-request-timeout-ms traceparent tracestate baggage forwarded anthropic-version
  x-goog-api-key`.split(/\s+/),
);
const SECRET_HEADER = /^(proxy-)?authorization$|^authentication$|^cookie$|(^|-)(token|secret|key)$/;

/** Enough after `sk-` that it is no language. */
const SECRET_VALUE = /^\s*((bearer|basic)\s|sk-[\w-]{5})/i;

/** Headers that the gateway sets itself, or that would hold a secret. */
export function headerProblems({ headers = {} }: FileProvider): Problem[] {
  return Object.entries(headers).flatMap(([header, value]): Problem[] => {
    const path = ['headers', header];
    const name = header.toLowerCase();
    if (HEADERS_OF_OURS.has(name) || name.startsWith('x-forwarded-')) {
      return [{ path, words: 'is set by the gateway itself' }];
    }
    return SECRET_HEADER.test(name) || SECRET_VALUE.test(value)
      ? [{ path, words: 'would carry a secret; put it into a variable and name that in api_key_variable' }]
      : [];
  });
}
