import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { ask, type AgentEnvelope } from './support/agent-client.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawPrompt, sendRaw } from './support/raw-http.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HELLO = { prompt: 'hello there', model: 'gpt-4o' };

const PROVIDER_IDS = PROVIDER_CATALOG.map(({ definition }) => definition.id);

describe('the HTTP surface', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(pair.gateway.url + path, init);

  it('writes the document of its API once, however often it is asked for it', async () => {
    const stringify = jest.spyOn(JSON, 'stringify');
    const document = async () => (await get('/docs-json')).text();
    expect(await document()).toBe(await document());
    const isDocument = ([value]: unknown[]) => (value as { openapi?: unknown } | null)?.openapi !== undefined;
    expect(stringify.mock.calls.filter(isDocument).length).toBeLessThan(2);
    stringify.mockRestore();
  });

  describe('gives every answer a request id', () => {
    it.each(['a', 'A-1_b.c:d', '9f1c2b7e-8d0c-4a58-9a5e-0d6a1f2e3b4c', 'x'.repeat(128)])(
      'and takes that of the caller: %s',
      async (id) => {
        const { headers, body } = await ask(pair.gateway, {}, { headers: { 'x-request-id': id } });
        expect([headers.get('x-request-id'), body.request_id]).toEqual([id, id]);
      },
    );

    it.each(['', 'a b', 'a,b', '<x>', 'x'.repeat(129), 'é', "a'b", 'a/b'])(
      'and makes one where that of the caller is unfit: "%s"',
      async (id) => {
        const { headers, body } = await ask(pair.gateway, {}, { headers: { 'x-request-id': id } });
        expect(body.request_id).toMatch(UUID);
        expect(headers.get('x-request-id')).toBe(body.request_id);
      },
    );

    it('and makes one where the caller sent two', async () => {
      const lines = ['x-request-id: one', 'x-request-id: two', 'Content-Length: 2', 'Connection: close'];
      const [answer] = await sendRaw(pair.gateway, rawPrompt(lines, '{}'));
      expect(answer?.headers['x-request-id']).toMatch(UUID);
    });

    it('and says so of a body that is too large', async () => {
      const lines = ['x-request-id: caller-4', 'Content-Length: 99999999'];
      const [answer] = await sendRaw(pair.gateway, rawPrompt(lines));
      expect(answer).toMatchObject({
        status: 413,
        headers: { 'x-request-id': 'caller-4' },
        body: { request_id: 'caller-4' },
      });
    });

    it.each([
      ['GET', '/agents/llm-providers', 200],
      ['GET', '/health/live', 200],
      ['GET', '/docs', 200],
      ['GET', '/docs-json', 200],
      ['GET', '/nowhere', 404],
      ['DELETE', '/agents/llm-providers/openai', 405],
      ['OPTIONS', '/agents/llm-providers/openai', 405],
      ['GET', '/%', 404],
      ['GET', '/agents/llm-providers/%E0%A4%A', 400],
      ['POST', '/agents/llm-providers/openai', 415],
    ])('on %s %s: %i', async (method, path, status) => {
      const response = await get(path, { method, headers: { 'x-request-id': 'caller-3' } });
      await response.text();
      expect([response.status, response.headers.get('x-request-id')]).toEqual([status, 'caller-3']);
    });
  });

  describe('answers what it does not have in the one envelope', () => {
    it.each([
      ['GET', '/favicon.ico'],
      ['POST', '/nowhere'],
      ['GET', '/nowhere?a=b'],
      ['GET', '/agents'],
      ['POST', '/agents/llm-providers/openai/more'],
      ['GET', '/health'],
      ['PATCH', '/nowhere', 'text/plain'],
      ['PUT', '/nowhere', 'application/xml'],
      ['DELETE', '/nowhere', 'text/plain'],
      ['POST', '/docs/no-such-file.js', 'text/plain'],
    ])('for the route %s %s', async (method, path, type = 'application/json') => {
      const body = method === 'GET' ? null : '{}';
      const response = await get(path, { method, body, headers: { 'content-type': type } });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/json; charset=utf-8',
      ]);
      expect(await response.json()).toEqual({
        status: 'error',
        message: `There is no ${method} route at this address; /docs lists all there are.`,
        model: 'unknown',
        error: { code: 'request.not_found', type: 'request', retryable: false },
        request_id: response.headers.get('x-request-id'),
      });
    });

    it.each([
      ['GET', '/agents/llm-providers/openai', 'POST'],
      ['HEAD', '/agents/llm-providers/openai', 'POST'],
      ['PUT', '/agents/llm-providers/openai', 'POST'],
      ['PATCH', '/agents/llm-providers/no-such-provider', 'POST'],
      ['OPTIONS', '/AGENTS/llm-providers/openai/', 'POST'],
      ['POST', '/agents/llm-providers', 'GET, HEAD'],
      ['DELETE', '/agents/llm-providers/openai/models', 'GET, HEAD'],
      ['PUT', '/health/live', 'GET, HEAD'],
      ['OPTIONS', '/health/ready?a=b', 'GET, HEAD'],
      ['POST', '/metrics', 'GET, HEAD'],
      ['PROPFIND', '/docs', 'GET, HEAD'],
      ['POST', '/docs-json', 'GET, HEAD'],
      ['POST', '/docs/swagger-ui.css', 'GET, HEAD'],
      ['PUT', '/docs/swagger-ui-bundle.js', 'GET, HEAD'],
      ['DELETE', '/docs/favicon-32x32.png', 'GET, HEAD'],
      ['PATCH', '/docs/swagger-ui-init.js', 'GET, HEAD'],
      ['POST', '/', 'GET, HEAD'],
    ])('for the method %s of %s: it takes %s', async (method, path, allowed) => {
      // Whatever body it brings: no body is judged for a route that is not there.
      const body = method === 'GET' || method === 'HEAD' ? null : 'no JSON';
      const response = await get(path, { method, body });
      expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
      const text = await response.text();
      if (method === 'HEAD') return;
      expect(JSON.parse(text)).toEqual({
        status: 'error',
        message: `This address does not take ${method}; it takes ${allowed}.`,
        model: 'unknown',
        error: { code: 'request.method_not_allowed', type: 'request', retryable: false },
        request_id: response.headers.get('x-request-id'),
      });
    });

    it('for CONNECT, by the id of the caller', async () => {
      const head = 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nx-request-id: caller-5\r\n\r\n';
      expect(await sendRaw(pair.gateway, head)).toMatchObject([
        { status: 405, headers: { 'x-request-id': 'caller-5' }, body: { request_id: 'caller-5' } },
      ]);
    });

    it('for the method TRACE, which fetch does not send', async () => {
      const request = 'TRACE /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
      expect(await sendRaw(pair.gateway, request)).toMatchObject([
        { status: 405, headers: { allow: 'GET, HEAD' } },
      ]);
    });

    it.each(['unknown', 'OPENAI', 'constructor', '__proto__', '..%2f..%2fx', '%00', 'x'.repeat(4000)])(
      'for the provider %s, naming those there are',
      async (provider) => {
        const { status, body } = await ask(pair.gateway, HELLO, { provider });
        expect([status, body]).toEqual([
          404,
          {
            status: 'error',
            message: `There is no such provider. Providers are: ${PROVIDER_IDS.join(', ')}.`,
            model: 'unknown',
            error: { code: 'provider.unknown', type: 'provider', retryable: false },
            request_id: expect.any(String) as unknown,
          },
        ]);
      },
    );
  });

  it('lists the providers, and nothing secret of them', async () => {
    const text = await (await get('/agents/llm-providers')).text();
    const common = {
      simulated: false,
      configured: true,
      open_breakers: [],
      keys_in_cooldown: 0,
      targets: [],
      status: 'ready',
      target_states: [],
    };
    const { providers } = JSON.parse(text) as { providers: { id: string }[] };
    expect(providers.map(({ id }) => id)).toEqual(PROVIDER_IDS);
    expect(providers.filter(({ id }) => id === 'openai' || id === 'sandbox')).toEqual([
      {
        ...common,
        id: 'openai',
        display_name: 'OpenAI',
        default_model: 'gpt-o3-mini',
        endpoint: '/agents/llm-providers/openai',
      },
      {
        ...common,
        id: 'sandbox',
        display_name: 'Tollgate sandbox (simulator)',
        default_model: 'sim/echo',
        simulated: true,
        endpoint: '/agents/llm-providers/sandbox',
      },
    ]);
    expect(text).not.toMatch(/sk-|127\.0\.0\.1|API_KEY/);
  });

  it.each([
    ['/health/live', 'live'],
    ['/health/ready', 'ready'],
  ])('says how it is at %s', async (path, status) => {
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([200, { status }]);
  });

  describe('refuses before a controller in the shape of the path', () => {
    const CONTRARY = { 'anthropic-version': '2023-06-01', 'x-goog-api-key': 'k' };
    const post = async (path: string, type: string, body: string) => {
      const response = await get(path, {
        method: 'POST',
        headers: { ...CONTRARY, 'content-type': type },
        body,
      });
      return [response.status, await response.json()];
    };
    const OF_OPENAI = { error: { type: 'invalid_request_error', param: null } };
    const OF_ANTHROPIC = { type: 'error', error: { type: 'invalid_request_error' } };

    it.each([
      ['/v1/chat/completions', OF_OPENAI],
      ['/v1/embeddings', OF_OPENAI],
      ['/v1/responses', OF_OPENAI],
      ['/v1/messages', OF_ANTHROPIC],
      ['/v1/messages/count_tokens', OF_ANTHROPIC],
      ['/v1beta/models/m:generateContent', { error: { code: 400, status: 'INVALID_ARGUMENT' } }],
    ])('%s', async (path, shape) => {
      expect(await post(path, 'application/json', '{"a":')).toMatchObject([400, shape]);
      const [status, body] = await post(path, 'text/plain', 'a');
      const { error, ...others } = shape as { error: { code?: number } };
      const { code: _code, ...named } = error;
      expect([status, body]).toMatchObject([415, { ...others, error: named }]);
    });

    it.each([
      ['POST', '/v1beta/models/m:predict', 404, { error: { code: 404, status: 'NOT_FOUND' } }],
      ['POST', '/v1beta/models/a/b:countTextTokens', 404, { error: { code: 404, status: 'NOT_FOUND' } }],
      ['POST', '/v1/models/m:predict', 404, { error: { code: 404, status: 'NOT_FOUND' } }],
      ['DELETE', '/v1beta/models/m', 405, { error: { code: 405 } }],
      ['POST', '/v1/messages/batches', 501, { type: 'error', error: { type: 'not_supported' } }],
    ])('%s %s: %i', async (method, path, status, shape) => {
      const response = await get(path, { method, headers: { 'x-goog-api-key': 'k' } });
      expect([response.status, await response.json()]).toMatchObject([status, shape]);
    });
  });

  it('answers HEAD as GET, without the body', async () => {
    const response = await get('/agents/llm-providers', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('serves many requests on one connection', async () => {
    const request = rawPrompt(['Content-Length: 2'], '{}');
    const last = rawPrompt(['Content-Length: 2', 'Connection: close'], '{}');
    const answers = await sendRaw(pair.gateway, request + request + last);
    const bodies: (AgentEnvelope | undefined)[] = answers.map(({ body }) => body);
    expect(bodies.map((body) => body?.error?.code)).toEqual(Array(3).fill('request.invalid'));
    expect(new Set(bodies.map((body) => body?.request_id)).size).toBe(3);
  });
});
