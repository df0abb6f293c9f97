import { ask } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { serverError } from './support/scripted-openai/index.js';

const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

describe('a model that fails too often', () => {
  let pair: GatewayPair;
  beforeAll(async () => {
    pair = await startPair({
      BREAKER_MINIMUM_CALLS: '2',
      BREAKER_FAILURE_PERCENT: '60',
      BREAKER_OPEN_MS: '86400000',
    });
  });
  afterAll(() => pair.close());

  const get = async (path: string) => {
    const response = await fetch(pair.gateway.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const openBreakers = async () => {
    const { providers } = (await get('/agents/llm-providers')).body as {
      providers: { id: string; open_breakers: string[] }[];
    };
    return Object.fromEntries(
      providers.filter((each) => each.open_breakers.length > 0).map((each) => [each.id, each.open_breakers]),
    );
  };

  it('is nowhere while it answers', async () => {
    expect(await ask(pair.gateway, HELLO)).toMatchObject({ status: 200 });
    expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
    expect(await openBreakers()).toEqual({});
  });

  it('is named by readiness, which stays, and by the list of providers', async () => {
    pair.upstream.next(serverError(), serverError());
    for (const status of [502, 502]) expect(await ask(pair.gateway, HELLO)).toMatchObject({ status });
    const asked = pair.upstream.requests.length;
    expect(await ask(pair.gateway, HELLO)).toMatchObject({
      status: 502,
      body: { error: { code: 'provider.unavailable' } },
    });
    expect(pair.upstream.requests).toHaveLength(asked);
    expect(await get('/health/ready')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        providers: [{ id: 'openai', breakers: [{ model: 'gpt-6-luna', state: 'open' }] }],
      },
    });
    expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'live' } });
    expect(await openBreakers()).toEqual({ openai: ['gpt-6-luna'] });
  });

  it('is named by readiness to callers with a key alone, where keys are set', async () => {
    const KEY = 'gateway-key-0123456789';
    const texts = { BREAKER_MINIMUM_CALLS: '1', GATEWAY_API_KEYS: KEY };
    const closed = await startPair(texts);
    try {
      closed.upstream.next(serverError());
      await ask(closed.gateway, HELLO, { headers: { 'x-api-key': KEY } });
      const readiness = async (headers: Record<string, string>) =>
        (await fetch(`${closed.gateway.url}/health/ready`, { headers })).json();
      expect(await readiness({})).toEqual({ status: 'ready' });
      expect(await readiness({ 'x-api-key': 'another' })).toEqual({ status: 'ready' });
      expect(await readiness({ 'x-api-key': KEY })).toMatchObject({ providers: [{ id: 'openai' }] });
    } finally {
      await closed.close();
    }
  });
});
