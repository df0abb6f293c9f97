import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createAnthropicClient, type AnthropicCallContext } from './anthropic-client.js';
import { anthropic } from './anthropic.definition.js';
import { streamOf } from './testing/load-fixture.js';

const API_KEY = { variable: 'ANTHROPIC_API_KEY', value: 'sk-ant-canary-0123456789' };
const SETTINGS = {
  apiKeys: [API_KEY],
  baseUrl: 'https://proxy.example/anthropic/',
  defaultModel: anthropic.defaultModel,
  modelAliases: new Map<string, string>(),
};
const BODY = { model: 'claude-haiku-5-5', max_tokens: 10, messages: [] };
const NOW_MS = Date.parse('2026-11-23T10:00:00Z');

describe('createAnthropicClient', () => {
  const sent: { url: string; headers: Headers; body: unknown; init: RequestInit }[] = [];
  const { signal } = new AbortController();
  const clock = new ManualClock(NOW_MS);
  const context: AnthropicCallContext = {
    signal,
    requestId: 'r-1',
    call: {
      definition: anthropic,
      settings: SETTINGS,
      apiKey: API_KEY,
      request: { model: BODY.model, messages: [] },
      nowMs: NOW_MS,
    },
  };
  const clientOver = (answer: () => Response, settings: object = {}) =>
    createAnthropicClient(
      { ...SETTINGS, ...settings },
      upstreamFetchOf(async (url, init = {}) => {
        const body = JSON.parse(init.body as string) as unknown;
        sent.push({ url: url, headers: new Headers(init.headers), body, init });
        return answer();
      }),
      clock,
    );

  beforeEach(() => {
    sent.length = 0;
  });

  it('posts to the address of the settings, with the key in a header only', async () => {
    await clientOver(() => Response.json({})).createMessage(BODY, context);
    const [{ url, headers, body, init }] = sent as [(typeof sent)[0]];
    expect(url).toBe('https://proxy.example/anthropic/v1/messages');
    expect(init.method).toBe('POST');
    expect(init.signal).toBe(signal);
    expect(body).toEqual(BODY);
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
      'user-agent': 'tollgate',
      'x-api-key': API_KEY.value,
      'x-request-id': 'r-1',
    });
  });

  it('goes to Anthropic itself where no address is set, and sends no key where there is none', async () => {
    const client = clientOver(() => Response.json({}), { baseUrl: null });
    await client.createMessage(BODY, { ...context, call: { ...context.call, apiKey: null } });
    expect(sent[0]?.url).toBe('https://api.anthropic.com/v1/messages');
    expect(sent[0]?.headers.has('x-api-key')).toBe(false);
  });

  it.each(['anthropic-version', 'Anthropic-Version'])(
    'lets no header of the operator replace the key or the version, as in %s',
    async (name) => {
      const headers = { [name]: '2026-10-21', 'X-API-Key': 'other', 'anthropic-beta': 'x' };
      await clientOver(() => Response.json({}), { headers }).createMessage(BODY, context);
      expect(sent[0]?.headers.get('anthropic-version')).toBe('2023-06-01');
      expect(sent[0]?.headers.get('x-api-key')).toBe(API_KEY.value);
      expect(sent[0]?.headers.get('anthropic-beta')).toBe('x');
    },
  );

  it('asks for a stream by body and header, and gives its events as JSON', async () => {
    const client = clientOver(() => streamOf('event: ping\ndata: {"type":"ping"}\n\ndata: 7\n\n'));
    const events: unknown[] = [];
    for await (const event of client.streamMessage(BODY, context)) events.push(event);
    expect(events).toEqual([
      { event: 'ping', data: { type: 'ping' }, text: '{"type":"ping"}' },
      { event: undefined, data: 7, text: '7' },
    ]);
    expect(sent[0]?.body).toEqual({ ...BODY, stream: true });
    expect(sent[0]?.headers.get('accept')).toBe('text/event-stream');
  });

  it('counts the wait until a date from the moment of the answer', async () => {
    const client = clientOver(() => {
      clock.advance(4_000);
      const headers = { 'retry-after': 'Mon, 23 Nov 2026 10:00:10 GMT' };
      return Response.json({ type: 'error', error: { type: 'rate_limit_error' } }, { status: 429, headers });
    });
    await expect(client.createMessage(BODY, context)).rejects.toMatchObject({ retryAfterMs: 6_000 });
  });
});
