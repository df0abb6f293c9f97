import { ask } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { serverError } from './support/scripted-openai/index.js';

const FIRST = { 'x-api-key': 'gateway-key-of-the-first' };
const SECOND = { authorization: 'Bearer gateway-key-of-the-second' };
const HELLO = { prompt: 'hello there', model: 'gpt-6-luna' };

describe('a model that fails for the requests of one key', () => {
  let pair: GatewayPair;
  beforeAll(async () => {
    pair = await startPair({
      BREAKER_MINIMUM_CALLS: '2',
      UPSTREAM_MAX_RETRIES: '0',
      GATEWAY_API_KEYS: 'gateway-key-of-the-first,gateway-key-of-the-second',
    });
  });
  afterAll(() => pair.close());

  it('is asked for the holder of another key, and not for this one', async () => {
    pair.upstream.next(serverError(), serverError());
    for (const status of [502, 502])
      expect(await ask(pair.gateway, HELLO, { headers: FIRST })).toMatchObject({ status });
    expect(await ask(pair.gateway, HELLO, { headers: FIRST })).toMatchObject({
      status: 502,
      body: { message: expect.stringMatching(/failed too often lately/) as string },
    });
    expect(await ask(pair.gateway, HELLO, { headers: SECOND })).toMatchObject({ status: 200 });
  });
});
