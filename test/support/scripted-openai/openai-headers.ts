import type { OutgoingHttpHeaders } from 'node:http';

/** What OpenAI and the proxy before it put on every answer. A gateway must let none of it through. */
export function openAiHeaders(requestNumber: number): OutgoingHttpHeaders {
  return {
    'x-request-id': `req_scripted_${String(requestNumber).padStart(6, '0')}`,
    'openai-organization': 'org-scripted',
    'openai-processing-ms': '42',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-limit-tokens': '200000',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-remaining-tokens': '199000',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-reset-tokens': '6m0s',
    'set-cookie': '__cf_bm=scripted; path=/; HttpOnly; Secure; SameSite=None',
    'cf-cache-status': 'DYNAMIC',
    server: 'cloudflare',
  };
}
