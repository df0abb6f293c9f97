import { Admission } from '../src/policies/admission/admission.service.js';
import { ask } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, rawRequest, sendRaw } from './support/raw-http.js';

const KEY = 'gateway-key-of-team-a';
const OTHER_KEY = 'gateway-key-of-team-b';
const AGENTS = '/agents/llm-providers';

describe('with gateway keys set', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ GATEWAY_API_KEYS: `${KEY}, ${OTHER_KEY}` })));
  afterAll(() => pair.close());

  const refused = {
    status: 401,
    body: {
      status: 'error',
      model: 'unknown',
      error: { code: 'auth.invalid_key', type: 'auth', retryable: false },
    },
  };

  const call = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const init = { method, headers: { 'content-type': 'application/json', ...headers } };
    const response = await fetch(pair.gateway.url + path, {
      ...init,
      body: method === 'POST' ? '{"prompt":"hello there","model":"gpt-6-luna"}' : null,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as object) : text,
    };
  };

  it.each([
    ['GET', AGENTS],
    ['POST', `${AGENTS}/openai`],
    ['POST', `${AGENTS}/sandbox`],
    ['POST', `${AGENTS}/no-such-provider`],
  ])('%s %s without one is refused, and no provider is asked', async (method, path) => {
    const answer = await call(method, path);
    expect(answer).toMatchObject(refused);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    expect(pair.upstream.requests).toEqual([]);
  });

  it.each(['/', '/health/live', '/health/ready', '/docs', '/docs-json', '/docs/swagger-ui.css'])(
    'GET %s needs none',
    async (path) => {
      expect((await call('GET', path)).status).toBe(200);
    },
  );

  it.each<[string, Record<string, string>]>([
    ['a wrong key', { authorization: 'Bearer gateway-key-of-team-c' }],
    ['a key and more', { authorization: `Bearer ${KEY}x` }],
    ['the start of a key', { authorization: `Bearer ${KEY.slice(0, -1)}` }],
    ['a key in the wrong case', { authorization: `Bearer ${KEY.toUpperCase()}` }],
    ['both keys as one', { authorization: `Bearer ${KEY}, ${OTHER_KEY}` }],
    ['no key behind Bearer', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${KEY}` }],
    ['no scheme', { authorization: KEY }],
    ['an empty x-api-key', { 'x-api-key': '' }],
    ['a wrong x-api-key', { 'x-api-key': 'gateway-key-of-team-c' }],
    ['the key of the upstream', { authorization: 'Bearer sk-test-upstream' }],
    ['a key in a cookie', { cookie: `x-api-key=${KEY}` }],
  ])('%s is refused', async (_what, headers) => {
    expect(await call('POST', `${AGENTS}/openai`, headers)).toMatchObject(refused);
    expect(pair.upstream.requests).toEqual([]);
  });

  it('a key in the address is refused', async () => {
    expect(await call('GET', `${AGENTS}?api_key=${KEY}&x-api-key=${KEY}`)).toMatchObject(refused);
  });

  it.each<[string, Record<string, string>]>([
    ['Authorization: Bearer', { authorization: `Bearer ${KEY}` }],
    ['the other key', { authorization: `Bearer ${OTHER_KEY}` }],
    ['a scheme in small letters', { authorization: `bearer ${KEY}` }],
    ['a scheme in capitals', { authorization: `BEARER ${KEY}` }],
    ['x-api-key', { 'x-api-key': KEY }],
  ])('%s lets a caller in', async (_what, headers) => {
    expect((await call('GET', AGENTS, headers)).status).toBe(200);
    expect((await ask(pair.gateway, { prompt: 'hello', model: 'gpt-6-luna' }, { headers })).status).toBe(200);
    expect((await pair.upstream.nextRequest()).headers.authorization).toBe('Bearer sk-test-upstream');
  });

  it.each(['Authorization', 'x-api-key'])(
    'two %s headers are a 400, whichever of them is right',
    async (name) => {
      const value = (key: string): string => (name === 'x-api-key' ? key : `Bearer ${key}`);
      for (const keys of [
        [KEY, 'wrong-key'],
        ['wrong-key', KEY],
        [KEY, KEY],
      ]) {
        const headers = keys.map((key) => `${name}: ${value(key)}`);
        const lines = [`GET ${AGENTS} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...headers];
        const [answer] = await sendRaw(pair.gateway, rawRequest([...lines, '']));
        expect(answer).toMatchObject({
          status: 400,
          body: { status: 'error', error: { code: 'request.malformed' } },
        });
      }
    },
  );

  it.each([
    ['a length', 'Content-Length: 1048576', '{"prompt":'],
    ['chunks', 'Transfer-Encoding: chunked', '4\r\n{"pr\r\n'],
  ])(
    'a body without one, announced by %s, is refused unread, and gets no place',
    async (what, header, sent) => {
      const entered = jest.spyOn(pair.gateway.app.get(Admission), 'tryEnter');
      const requestId = `keyless-${what.replace(' ', '-')}`;
      const answers = await sendRaw(pair.gateway, rawPrompt([header, `x-request-id: ${requestId}`], sent));
      expect(answers).toMatchObject([refused]);
      const { headers, body } = answers[0]!;
      expect(headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store' });
      expect([headers['www-authenticate'], headers['x-should-retry']]).toEqual([
        'Bearer realm="tollgate"',
        'false',
      ]);
      expect([headers['x-request-id'], body.request_id]).toEqual([requestId, requestId]);
      expect(await pair.gateway.logLine((line) => line['request_id'] === requestId)).toMatchObject({
        status: 401,
        complete: true,
        error_code: 'auth.invalid_key',
      });
      expect(entered).not.toHaveBeenCalled();
      entered.mockRestore();
    },
  );

  it('is asked for before a body is looked at: one that is no JSON, or too large, is a 401 as well', async () => {
    const noJson = { 'content-type': 'text/plain' };
    expect(await call('POST', `${AGENTS}/openai`, noJson)).toMatchObject(refused);
    const tooLarge = rawPrompt(['Content-Length: 999999999999']);
    expect(await sendRaw(pair.gateway, tooLarge)).toMatchObject([refused]);
  });

  it.each(['Authorization', 'x-api-key'])('two %s headers before a body are a 400, too', async (name) => {
    const twice = [`${name}: Bearer ${KEY}`, `${name}: Bearer ${KEY}`, 'Content-Length: 1000'];
    expect(await sendRaw(pair.gateway, rawPrompt(twice))).toMatchObject([
      { status: 400, headers: { connection: 'close' }, body: { error: { code: 'request.malformed' } } },
    ]);
  });

  it('with one, a body is read and answered', async () => {
    const body = '{"prompt":"hello","model":"gpt-6-luna"}';
    const lines = [`x-api-key: ${KEY}`, `Content-Length: ${body.length}`, 'Connection: close'];
    expect(await sendRaw(pair.gateway, rawPrompt(lines, body))).toMatchObject([{ status: 200 }]);
    await pair.upstream.nextRequest();
  });

  it('says 404 of a provider or a route only to callers with a key', async () => {
    const headers = { 'x-api-key': KEY };
    expect(await call('POST', `${AGENTS}/no-such-provider`, headers)).toMatchObject({ status: 404 });
  });

  it('lets no key into the log', async () => {
    const requestId = 'last-of-access';
    await call('GET', AGENTS, { 'x-api-key': KEY, 'x-request-id': requestId });
    await pair.gateway.logLine((line) => line['request_id'] === requestId);
    expect(pair.gateway.logText()).not.toMatch(/gateway-key-of|sk-test-upstream|wrong-key/i);
  });
});

describe('with no gateway keys set', () => {
  it('every caller on this machine is let in, whatever key they send', async () => {
    const pair = await startPair({ GATEWAY_API_KEYS: ' ' });
    const headers = { authorization: 'Bearer of-another-product' };
    expect((await ask(pair.gateway, { prompt: 'hi', model: 'gpt-6-luna' }, { headers })).status).toBe(200);
    await pair.close();
  });
});

describe('without gateway keys, on loopback', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const GOOD = { prompt: 'hello there', model: 'gpt-6-luna' };

  it.each([
    'http://evil.example',
    'http://evil.example:3000',
    'https://127.0.0.1.evil.example',
    'null',
    'file://',
    'x',
  ])('a page of another site is refused: %s', async (origin) => {
    const { status, body } = await ask(pair.gateway, GOOD, { headers: { origin } });
    expect([status, body.error?.code]).toEqual([403, 'auth.foreign_origin']);
    expect(pair.upstream.requests).toHaveLength(0);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://app.localhost'])(
    'a page of this machine is let in: %s',
    async (origin) => {
      expect((await ask(pair.gateway, GOOD, { headers: { origin } })).status).toBe(200);
    },
  );
});

describe('pages of other sites', () => {
  it.each([
    ['with a gateway key', { GATEWAY_API_KEYS: KEY }, { authorization: `Bearer ${KEY}` }],
    ['where the operator leaves the door open', { ALLOW_UNAUTHENTICATED: 'true' }, {}],
  ])('are let in %s', async (_what, texts, headers) => {
    const pair = await startPair(texts);
    const answer = await ask(
      pair.gateway,
      { prompt: 'hello there', model: 'gpt-6-luna' },
      { headers: { origin: 'https://app.example', ...headers } },
    );
    expect(answer.status).toBe(200);
    await pair.close();
  });
});
