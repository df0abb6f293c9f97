import { holdsKey } from './encoded-key.js';
import type { UpstreamCall } from './upstream-failure.js';

/**
 * `x-ratelimit-…` of OpenAI and those who speak as it does, `anthropic-ratelimit-…`, and the `ratelimit-…` of drafts.
 */
const LIMIT_HEADER = /^(x-|anthropic-)?ratelimit-[a-z-]{1,60}$/;
/** A count, a time or a date; a text would be one of the provider's own. */
const VALUE = /^\d[\w.:+-]{0,39}$/;
const MAX_HEADERS = 20;

/** Tells what a provider's headers say of its limits: how many requests and tokens are left, and until when. */
export function noteLimits(headers: Headers | undefined, { apiKey, noteLimits: note }: UpstreamCall): void {
  if (!headers || !note) return;
  const keys = apiKey === null ? [] : [apiKey.value];
  const said = [...headers].filter(
    ([name, value]) => LIMIT_HEADER.test(name) && VALUE.test(value) && !holdsKey(value, keys),
  );
  if (said.length > 0) note(Object.fromEntries(said.slice(0, MAX_HEADERS)));
}
