import { getEventListeners } from 'node:events';
import type { CompletionRequest } from '../../port/canonical.js';
import type { ApiKey } from '../../port/provider-definition.js';
import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { withTurns } from '../../common/testing/turns.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { ACME, ACME_SETTINGS, completionOf } from '../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { createOpenAiSdkClient, type ChatClient } from './openai-sdk-client.js';

const REQUEST: CompletionRequest = { model: 'acme-1', messages: [{ role: 'user', content: 'Hello' }] };

interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A transport that answers everything in one way, and remembers what it was asked. */
function transport(answer: () => Response) {
  const sent: SentRequest[] = [];
  const fetch = (url: unknown, init: RequestInit = {}) => {
    sent.push({
      url: String(url),
      headers: new Headers(init.headers),
      body: JSON.parse(init.body as string) as unknown,
    });
    return Promise.resolve(answer());
  };
  return { sent, fetch: upstreamFetchOf(fetch) };
}

const good = () => Response.json(completionOf('Hello!'));
/** As the adapter asks: with the key of the call, or with none. */
const askAs = (apiKey: ApiKey | null, client: ChatClient, headers: Record<string, string> = {}) =>
  new OpenAiCompatibleProvider(ACME, ACME_SETTINGS, client, new ManualClock()).complete(REQUEST, {
    signal: new AbortController().signal,
    requestId: 'r-1',
    apiKey,
    headers,
  });
const [KEY = null] = ACME_SETTINGS.apiKeys;
const ask = (client: ChatClient) => client.chat.completions.create(REQUEST);

describe('createOpenAiSdkClient', () => {
  it('asks the configured address with the key of the call, and sends the request as it is', async () => {
    const { sent, fetch } = transport(good);
    await askAs(KEY, createOpenAiSdkClient(ACME_SETTINGS, fetch));
    expect(sent).toMatchObject([{ url: 'https://api.acme.example/v1/chat/completions', body: REQUEST }]);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer acme-key-0123456789');
    expect(sent[0]?.url).not.toContain('acme-key');
  });

  it('writes a large request a piece in a turn', async () => {
    const { sent, fetch } = transport(good);
    const { send } = createOpenAiSdkClient(ACME_SETTINGS, fetch);
    const body = { ...REQUEST, messages: [{ role: 'user', content: 'Hello\n'.repeat(500_000) }] };
    const { turns } = await withTurns(send!(body, { signal: new AbortController().signal, headers: {} }));
    expect(sent).toMatchObject([{ body }]);
    expect(turns).toBeGreaterThan(30);
  });

  it('sends no key where the call has none', async () => {
    const { sent, fetch } = transport(good);
    await askAs(null, createOpenAiSdkClient(ACME_SETTINGS, fetch));
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('sends its own name and the key of the call, however the operator’s headers are written', async () => {
    const { sent, fetch } = transport(good);
    const headers = { 'User-Agent': 'other', Authorization: 'Bearer other', 'X-Team': 'blue' };
    await askAs(KEY, createOpenAiSdkClient({ ...ACME_SETTINGS, headers }, fetch));
    const names = ['user-agent', 'authorization', 'x-team'];
    expect(names.map((name) => sent[0]?.headers.get(name))).toEqual([
      'tollgate',
      'Bearer acme-key-0123456789',
      'blue',
    ]);
  });

  it('sends what a server of the operator’s own is told of the call, and no baggage', async () => {
    const { sent, fetch } = transport(good);
    const headers = {
      traceparent: 't',
      tracestate: 's',
      'x-request-timeout-ms': '5',
      baggage: 'b',
      'x-odd': 'o',
    };
    await askAs(KEY, createOpenAiSdkClient(ACME_SETTINGS, fetch), headers);
    const passed = Object.keys(headers).filter((name) => sent[0]?.headers.has(name));
    expect(passed).toEqual(['traceparent', 'tracestate', 'x-request-timeout-ms']);
  });

  it.each([408, 409, 429, 500, 503])('does not try again after %i', async (status) => {
    const { sent, fetch } = transport(() => Response.json({ error: { message: 'no' } }, { status }));
    await expect(ask(createOpenAiSdkClient(ACME_SETTINGS, fetch))).rejects.toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it('does not try again although the provider asks for it', async () => {
    const headers = { 'x-should-retry': 'true', 'retry-after-ms': '1' };
    const { sent, fetch } = transport(() => Response.json({}, { status: 429, headers }));
    await expect(ask(createOpenAiSdkClient(ACME_SETTINGS, fetch))).rejects.toMatchObject({ status: 429 });
    expect(sent).toHaveLength(1);
  });

  it.each([KEY, null])('reads nothing from the environment on its own, with the key %j', async (apiKey) => {
    const env = jest.replaceProperty(process, 'env', {
      OPENAI_API_KEY: 'sk-of-the-environment',
      OPENAI_ADMIN_KEY: 'sk-admin-of-the-environment',
      OPENAI_BASE_URL: 'https://environment.example/v1',
      OPENAI_ORG_ID: 'org-of-the-environment',
      OPENAI_PROJECT_ID: 'project-of-the-environment',
      OPENAI_CUSTOM_HEADERS: 'authorization: Bearer of-the-environment\nx-custom: of-the-environment',
      OPENAI_LOG: 'debug',
    });
    try {
      const { sent, fetch } = transport(good);
      await askAs(apiKey, createOpenAiSdkClient(ACME_SETTINGS, fetch));
      expect(sent[0]?.url).toBe('https://api.acme.example/v1/chat/completions');
      expect([...(sent[0]?.headers ?? [])].join('\n')).not.toContain('environment');
    } finally {
      env.restore();
    }
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error', 'provider.unreachable', false],
    ['UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error', 'provider.timed_out', true],
    ['ETIMEDOUT', 'connect ETIMEDOUT', 'provider.unreachable', false],
    ['ECONNRESET', 'read ECONNRESET', 'provider.unavailable', false],
  ])('keeps apart what the SDK would call a time-out: %s', async (code, words, expected, mayBeBilled) => {
    const cause = Object.assign(new Error(words), { code });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const asked = askAs(KEY, createOpenAiSdkClient(ACME_SETTINGS, fetch));
    await expect(asked).rejects.toMatchObject({ code: expected, mayBeBilled });
  });

  it('leaves no listener on the signal of a call that is over', async () => {
    const { signal } = new AbortController();
    const client = createOpenAiSdkClient(ACME_SETTINGS, transport(good).fetch);
    await client.chat.completions.create(REQUEST, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
