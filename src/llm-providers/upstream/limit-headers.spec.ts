import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { limitHeadersIn, noteLimits } from './limit-headers.js';

const KEY = '8f3a-canary-key-0123456789';
const call = (note?: (headers: object) => void) => ({
  definition: ACME,
  settings: ACME_SETTINGS,
  apiKey: { variable: 'ACME_API_KEY', value: KEY },
  request: { model: 'm', messages: [] },
  nowMs: 0,
  ...(note && { noteLimits: note }),
});

function noted(headers: Record<string, string>): object | null {
  let said: object | null = null;
  noteLimits(
    new Headers(headers),
    call((limits) => (said = limits)),
  );
  return said;
}

describe('noteLimits', () => {
  it.each<[string, Record<string, string>]>([
    ['of OpenAI', { 'x-ratelimit-remaining-tokens': '149984', 'x-ratelimit-reset-requests': '6m0s' }],
    [
      'of Anthropic',
      {
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-requests-reset': '2026-11-28T10:00:00Z',
      },
    ],
    [
      'of Azure, which says -1 where it knows nothing',
      { 'x-ratelimit-limit-tokens': '-1', 'x-ratelimit-remaining-tokens': '-1' },
    ],
    ['of Mistral, whose names have digits', { 'x-ratelimit-remaining-tokens-5-minute': '7500' }],
    ['of a draft', { 'ratelimit-remaining': '9' }],
  ])('tells the headers %s', (_, headers) => {
    const given = { ...headers, 'content-type': 'application/json', 'set-cookie': 'a=1' };
    expect(noted(given)).toEqual(headers);
    expect(limitHeadersIn(given, [KEY])).toEqual(headers);
  });

  it.each<[string, Record<string, string>]>([
    ['no such header', { 'retry-after': '3' }],
    ['a text in place of a number', { 'x-ratelimit-remaining-tokens': 'plenty' }],
    ['a dash in place of a number', { 'x-ratelimit-remaining-tokens': '-' }],
    ['the key in place of a number', { 'x-ratelimit-remaining-tokens': KEY }],
  ])('tells nothing of %s', (_, headers) => {
    expect(noted(headers)).toBeNull();
  });

  it('is content with a call that asks for none', () => {
    expect(() => noteLimits(new Headers({ 'ratelimit-remaining': '9' }), call())).not.toThrow();
    expect(() => noteLimits(undefined, call())).not.toThrow();
  });
});
