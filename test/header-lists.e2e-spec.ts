import { ask, send } from './support/agent-client.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, UPSTREAM_KEY, type GatewayPair } from './support/gateway-pair.js';

/** What HTTP itself brings along, in either direction. */
const HTTP_REQUEST = ['connection', 'content-length', 'host', 'transfer-encoding'];
const HTTP_ANSWER = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

const TO_UPSTREAM = ['accept', 'authorization', 'content-type', 'user-agent', 'x-request-id'];
/** What the fetch of the transport adds by itself: no word of the caller is in it. */
const OF_FETCH = ['accept-encoding', 'accept-language', 'sec-fetch-mode'];

const TO_CALLER = [
  'cache-control',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'deprecation',
  'origin-agent-cluster',
  'referrer-policy',
  'retry-after',
  'sunset',
  'x-accel-buffering',
  'x-gateway-attempts',
  'x-gateway-provider',
  'x-should-retry',
  'x-envoy-ratelimited',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-request-id',
  'x-xss-protection',
];

describe('headers', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const prompt = { prompt: 'hello there', model: 'gpt-4o' };

  describe('to the upstream', () => {
    it.each([
      ['a whole answer', prompt],
      ['a stream', { ...prompt, stream: true }],
    ])('are an allow-list, with the request id of the gateway, for %s', async (_what, body) => {
      const headers = {
        'x-request-id': 'caller-1',
        authorization: 'Bearer of-the-caller',
        cookie: 'session=of-the-caller',
        'x-forwarded-for': '203.0.113.9',
        'x-real-ip': '203.0.113.9',
        'x-stainless-lang': 'of-the-caller',
        'openai-organization': 'org-of-the-caller',
        'openai-project': 'proj-of-the-caller',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'user-agent': 'agent-of-the-caller',
        referer: 'https://caller.example',
        'accept-language': 'qq',
      };
      await (await send(pair.gateway, body, { headers })).text();
      const seen = await pair.upstream.nextRequest();
      const names = seen.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      expect([...HTTP_REQUEST, ...TO_UPSTREAM, ...OF_FETCH]).toEqual(expect.arrayContaining(names));
      expect(new Set(names).size).toBe(names.length);
      expect(seen.headers).toMatchObject({
        authorization: `Bearer ${UPSTREAM_KEY}`,
        'x-request-id': 'caller-1',
      });
      expect(seen.rawHeaders.join('\n')).not.toMatch(/of-the-caller|203\.0\.113\.9|stainless|qq$/m);
    });

    it('hold no key in the address', async () => {
      await ask(pair.gateway, prompt);
      expect((await pair.upstream.nextRequest()).path).toBe('/v1/chat/completions');
    });

    it('get a new request id where the caller sent an unfit one', async () => {
      const { headers } = await ask(pair.gateway, prompt, { headers: { 'x-request-id': 'a b' } });
      const seen = await pair.upstream.nextRequest();
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(seen.headers['x-request-id']).toBe(headers.get('x-request-id'));
    });
  });

  describe('to the caller', () => {
    it.each([
      ['a whole answer', prompt],
      ['a stream', { ...prompt, stream: true }],
      ['a failure', { ...prompt, model: 'no-such-model' }],
    ])('are an allow-list, with nothing of the upstream, for %s', async (_what, body) => {
      const response = await send(pair.gateway, body, { headers: { 'x-request-id': 'caller-2' } });
      await response.text();
      await pair.upstream.nextRequest();
      expect([...HTTP_ANSWER, ...TO_CALLER]).toEqual(expect.arrayContaining([...response.headers.keys()]));
      expect(response.headers.get('x-request-id')).toBe('caller-2');
    });
  });
});
