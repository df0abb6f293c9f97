import { QuotedTexts } from './quoted-texts.js';
import { someText } from './request-texts.js';
import { SearchWork } from './search-work.js';

/**
 * Whether a provider's words hold a text of the request. True as well for a request that is too large to be searched on
 * the event loop: 8 million steps (`SearchWork`), 100,000 objects and arrays, half a million characters of JSON in texts.
 *
 * @param lines folded.
 * @param work that may be done, and what it says afterwards was done.
 */
export function quotesRequest(
  lines: readonly string[],
  request: unknown,
  work: SearchWork = new SearchWork(),
): boolean {
  const quoted = new QuotedTexts([...new Set(lines)], work);
  return someText(request, (text) => quoted.has(text)) || work.isTooMuch;
}
