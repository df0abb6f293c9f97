import { ask } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

describe.each([
  ['no key', ''],
  ['a key of blanks', ' \t '],
])('with %s for OpenAI', (_what, OPENAI_API_KEY) => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ OPENAI_API_KEY })));
  afterAll(() => pair.close());

  it.each([
    ['a prompt', { prompt: 'hello there' }],
    ['a prompt for a named model', { prompt: 'hello there', model: 'gpt-4o' }],
    ['a prompt for a stream', { prompt: 'hello there', stream: true }],
  ])('the agent answers %s with what is missing, and no provider is called', async (_kind, body) => {
    const { status, headers, body: envelope } = await ask(pair.gateway, body);
    expect(status).toBe(400);
    expect(envelope).toEqual({
      status: 'error',
      message: 'OPENAI_API_KEY missing in environment.',
      model: 'unknown',
      error: { code: 'provider.key_missing', type: 'provider', retryable: false },
      request_id: headers.get('x-request-id'),
    });
    expect(pair.upstream.requests).toEqual([]);
    expect(pair.upstream.openSockets).toBe(0);
  });

  it('the list of providers says which ones are configured', async () => {
    const response = await fetch(`${pair.gateway.url}/agents/llm-providers`);
    const { providers } = (await response.json()) as { providers: { id: string; configured: boolean }[] };
    const configured = providers.filter((provider) => provider.configured).map(({ id }) => id);
    expect(configured).toEqual(['sandbox']);
  });

  it('the sandbox still answers, as itself', async () => {
    const { status, headers, body } = await ask(pair.gateway, { prompt: 'hello' }, { provider: 'sandbox' });
    expect([status, body['provider'], headers.get('x-gateway-simulated')]).toEqual([200, 'sandbox', 'true']);
  });
});
