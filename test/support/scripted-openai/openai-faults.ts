import type { OutgoingHttpHeaders } from 'node:http';
import type { Script } from '../scripted-upstream/exchange.js';
import { answerBytes, answerHuge, answerJson } from '../scripted-upstream/scripts.js';
import { answerError, incorrectKey } from './openai-error.js';

/**
 * Failures in OpenAI's dress, for `next()` and `reply()`. They come whatever the request holds. Types and codes:
 * OpenAI docs, Error codes, and the issues in the provider facts; most message texts are our own.
 */

/** 429 that passes with time. `retryAfter` is the header's raw text; without it the header is left out. */
export function rateLimited(retryAfter?: string, headers: OutgoingHttpHeaders = {}): Script {
  return answerError(
    429,
    { message: 'Rate limit reached for this model.', type: 'tokens', code: 'rate_limit_exceeded' },
    { ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }), ...headers },
  );
}

/** 429 that no waiting cures. */
export function quotaSpent(
  code:
    | 'insufficient_quota'
    | 'credit_balance_exhausted'
    | 'organization_spend_limit_exceeded'
    | 'project_spend_limit_exceeded'
    | 'organization_usage_limit_exceeded' = 'insufficient_quota',
): Script {
  return answerError(429, {
    message: 'The quota of this account is spent.',
    type: 'insufficient_quota',
    code,
  });
}

/** 401 with the key in the message, whatever key was sent; 402 and 403 are told by `answerError`. */
export const wrongKey = (key: string): Script => incorrectKey(key).toScript();

/** 500, or any other 5xx of the application itself. */
export function serverError(status = 500): Script {
  return answerError(status, {
    message: 'The server failed while handling the request.',
    type: 'server_error',
  });
}

/** 503 of a full server; 529 is what other providers say for it. */
export function overloaded(status: 503 | 529 = 503): Script {
  return answerError(status, {
    message: 'The servers are overloaded.',
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
  });
}

/** 400 for a prompt beyond the context window. */
export function contextTooLong(): Script {
  return answerError(400, {
    message: 'The messages are longer than the context window of this model.',
    param: 'messages',
    code: 'context_length_exceeded',
  });
}

/** What a proxy before the API answers: a page, not JSON. */
export function htmlPage(status = 502): Script {
  return answerBytes('text/html; charset=UTF-8', '<html><h1>Not what you asked for</h1></html>', status);
}

/** 200 whose body is an error, as routers before OpenAI send it. */
export function errorInside200(code: string | number = 'server_error'): Script {
  return answerJson(200, {
    error: { message: 'The model failed.', type: 'server_error', param: null, code },
  });
}

/** 200 with JSON that stops in the middle, though the HTTP answer is whole. */
export function halfJson(): Script {
  return answerBytes('application/json', '{"id":"chatcmpl-half","object":"chat.completion","choices":[{"ind');
}

/** A well-formed completion with a text of so many megabytes, none of them held in memory. */
export function hugeAnswer(megabytes: number): Script {
  const head =
    '{"id":"chatcmpl-huge","object":"chat.completion","created":1790000000,"model":"gpt-4o-2024-08-06",';
  const message = `${head}"choices":[{"index":0,"message":{"role":"assistant","content":"`;
  const tail = '","refusal":null},"logprobs":null,"finish_reason":"stop"}],';
  return answerHuge(
    message,
    megabytes,
    `${tail}"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`,
  );
}
