import type { RawHeaders } from '../../common/http/upstream-exchange.js';
import type { LimitHeaders } from '../../port/llm-provider.js';
import { holdsKey } from './encoded-key.js';
import type { UpstreamCall } from './upstream-failure.js';

/**
 * `x-ratelimit-…` of OpenAI and those who speak as it does, `anthropic-ratelimit-…`, and the `ratelimit-…` of drafts.
 */
const LIMIT_HEADER = /^(x-|anthropic-)?ratelimit-[a-z\d-]{1,60}$/;
/** A count, a time or a date, -1 of Azure's; a text would be one of the provider's own. */
const VALUE = /^-?\d[\w.:+-]{0,39}$/;
const MAX_HEADERS = 20;

/** So short a text holds no piece of a key that is looked for. */
const HARMLESS_LENGTH = 7;

/** Tells what a provider's headers say of its limits: how many requests and tokens are left, and until when. */
export function noteLimits(headers: Headers | undefined, { apiKey, noteLimits: note }: UpstreamCall): void {
  if (!headers || !note) return;
  const keys = apiKey === null ? [] : [apiKey.value];
  const said = [...headers].filter(([name, value]) => isLimit(name, value, keys));
  if (said.length > 0) note(Object.fromEntries(said.slice(0, MAX_HEADERS)));
}

const NO_LIMITS: LimitHeaders = Object.freeze({});

/** The same of headers as the transport has them. */
export function limitHeadersIn(headers: RawHeaders, keys: readonly string[]): LimitHeaders {
  let found: Record<string, string> | null = null;
  let count = 0;
  for (const name in headers) {
    const value = headers[name];
    if (!name.includes('ratelimit-') || typeof value !== 'string' || !isLimit(name, value, keys)) continue;
    found ??= {};
    found[name] = value;
    count += 1;
    if (count === MAX_HEADERS) break;
  }
  return found ?? NO_LIMITS;
}

function isLimit(name: string, value: string, keys: readonly string[]): boolean {
  if (!LIMIT_HEADER.test(name) || !VALUE.test(value)) return false;
  return value.length <= HARMLESS_LENGTH || !holdsKey(value, keys);
}
