import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { rawRequest, sendRaw } from './support/raw-http.js';
import { answerError, neverAnswer } from './support/scripted-openai/index.js';

const GATEWAY_KEY = 'gw-canary-fedcba9876543210';
const UPSTREAM_KEY = 'sk-canary-0123456789abcdefABCDEF';
const PROMPT = 'canary prompt: the heron stands in the reeds at dawn';
const CHAT = '/v1/chat/completions';
const HELLO = { model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: PROMPT }] };
const json = { 'content-type': 'application/json' };

interface OpenAiFailure {
  readonly error?: { readonly message: string; readonly type: string; readonly code: string | null };
}

describe('the surface under /v1', () => {
  let pair: GatewayPair;
  afterEach(() => pair.close());

  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(pair.gateway.url + path, { method, ...init });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as OpenAiFailure,
    };
  };
  const post = (body: object | string, init: RequestInit = {}) =>
    ask('POST', CHAT, {
      headers: json,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    });

  it('asks for a gateway key on each of its routes, before a body is looked at', async () => {
    pair = await startPair({ GATEWAY_API_KEYS: GATEWAY_KEY });
    const answers = [
      await post(HELLO),
      await post('no JSON'),
      await ask('GET', '/v1/models'),
      await ask('GET', '/v1/models/openai/gpt-6-luna'),
    ];
    expect(answers.map(({ status, body }) => [status, body.error?.code])).toEqual(
      answers.map(() => [401, 'invalid_api_key']),
    );
    expect(pair.upstream.requests).toEqual([]);
  });

  it('refuses pages and names of other sites where it asks for no key', async () => {
    pair = await startPair();
    const answer = await post(HELLO, { headers: { ...json, origin: 'http://evil.example' } });
    expect(answer.status).toBe(403);
    for (const path of ['/v1/models', '/v1/models/openai/gpt-6-luna']) {
      const lines = [`GET ${path} HTTP/1.1`, 'Host: evil.example', 'Connection: close'];
      expect(await sendRaw(pair.gateway, rawRequest(lines))).toMatchObject([{ status: 403 }]);
    }
    expect(pair.upstream.requests).toEqual([]);
  });

  it('holds bodies to the same bounds, and says so as OpenAI would', async () => {
    pair = await startPair({ MAX_BODY_BYTES: '2000', MAX_JSON_DEPTH: '20' });
    const deep = `${'['.repeat(30)}${']'.repeat(30)}`;
    const bodies = ['x'.repeat(2_001), `{"messages":${deep}}`, '{"__proto__":{"a":1}}', '{', '[]'];
    const answers = [];
    for (const body of bodies) answers.push(await post(body));
    expect(answers.map(({ status, body }) => [status, body.error?.type])).toEqual(
      [413, 400, 400, 400, 400].map((status) => [status, 'invalid_request_error']),
    );
    expect(pair.upstream.requests).toEqual([]);
  });

  it('takes places as the agents do: beyond the bound are 503s, of lists, too', async () => {
    pair = await startPair({ MAX_CALLS_IN_FLIGHT: '1' });
    const leaving = new AbortController();
    pair.upstream.next(neverAnswer());
    const left = post(HELLO, { signal: leaving.signal }).catch((error: unknown) => error);
    await pair.upstream.nextRequest();
    const answers = [await post(HELLO), await ask('GET', '/v1/models')];
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      answers.map(() => [503, '1']),
    );
    leaving.abort();
    await left;
  });

  it.each([
    ['the key as it is', UPSTREAM_KEY],
    ['the key percent-encoded', Buffer.from(UPSTREAM_KEY).toString('hex').replace(/../g, '%$&')],
    ['the key as base64', Buffer.from(UPSTREAM_KEY).toString('base64')],
    ['the prompt', PROMPT],
    ['a part of the prompt', PROMPT.slice(15, 45)],
  ])('shows a refusal that repeats %s without it, to the caller and in the log', async (_, said) => {
    pair = await startPair({ OPENAI_API_KEY: UPSTREAM_KEY }, { apiKey: UPSTREAM_KEY });
    pair.upstream.next(answerError(400, { message: `Bad: ${said}` }));
    const { status, text, headers } = await post(HELLO, { headers: { ...json, 'x-request-id': 'one' } });
    await pair.gateway.logLine((line) => line['request_id'] === 'one');
    const shown = [text, ...headers.values(), pair.gateway.logText()].join('\n');
    expect([status, shown.includes(said), shown.includes('canary')]).toEqual([400, false, false]);
  });

  it.each([
    ['GET', CHAT, 405, 'POST'],
    ['DELETE', CHAT, 405, 'POST'],
    ['OPTIONS', CHAT, 405, 'POST'],
    ['POST', '/v1/models', 405, 'GET, HEAD'],
    ['PATCH', '/v1/models/a/b', 405, 'GET, HEAD'],
    ['PATCH', '/v1/nowhere', 404, null],
  ])('answers %s %s with %i in its own shape, allowing %s', async (method, path, expected, allow) => {
    pair = await startPair();
    const { status, headers, body } = await ask(method, path, method === 'GET' ? {} : { body: 'no JSON' });
    expect([status, headers.get('allow'), body.error?.type]).toEqual([
      expected,
      allow,
      'invalid_request_error',
    ]);
  });
});
