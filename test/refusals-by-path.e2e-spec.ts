import { startGateway, type RunningGateway } from './support/start-gateway.js';

const KEY = 'gateway-canary-0123456789';
/** What clients of each API bring, whichever path they ask. */
const CLIENTS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'anthropic-version': '2023-06-01', 'x-goog-api-key': 'wrong' },
  { 'x-goog-api-key': 'wrong', authorization: 'Bearer wrong' },
  { 'anthropic-version': '2023-06-01', 'x-api-key': 'wrong' },
];
const OF_OPENAI = (type: string, code: string | null) => ({ error: { type, code } });
const OF_ANTHROPIC = (type: string) => ({ type: 'error', error: { type } });
const OF_GOOGLE = (code: number, status: string) => ({ error: { code, status } });

/** A path, and how its API says that a key is wrong, and that a body is too large. */
const PATHS: readonly (readonly [path: string, wrongKey: object, tooLarge: object])[] = [
  ...[
    '/v1/chat/completions',
    '/v1/responses',
    '/v1/embeddings',
    '/v1/responses/compact',
    '/v1/responses/input_tokens',
  ].map(
    (path) =>
      [
        path,
        OF_OPENAI('invalid_request_error', 'invalid_api_key'),
        OF_OPENAI('invalid_request_error', null),
      ] as const,
  ),
  ...['/v1/messages', '/v1/messages?beta=true', '/v1/messages/count_tokens', '/V1/Messages'].map(
    (path) => [path, OF_ANTHROPIC('authentication_error'), OF_ANTHROPIC('request_too_large')] as const,
  ),
  ...[
    '/v1beta/models/m:generateContent',
    '/v1beta/models/openai/gpt-6-luna:streamGenerateContent?alt=sse',
    '/v1/models/openai%2Fgpt-6-luna:countTokens',
  ].map((path) => [path, OF_GOOGLE(401, 'UNAUTHENTICATED'), OF_GOOGLE(413, 'INVALID_ARGUMENT')] as const),
];

describe('a request that is refused before its route, whatever headers it brings', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ GATEWAY_API_KEYS: KEY, MAX_BODY_BYTES: '1024' });
  });
  afterAll(() => gateway.close());

  const post = async (path: string, headers: Readonly<Record<string, string>>, body: object) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };

  it.each(PATHS)('is told of a wrong key as its path has it: %s', async (path, shape) => {
    for (const headers of CLIENTS) expect(await post(path, headers, {})).toMatchObject([401, shape]);
  });

  it.each(PATHS)('is told of a body that is too large likewise: %s', async (path, _wrongKey, shape) => {
    const body = { text: 'x'.repeat(2_000) };
    for (const headers of CLIENTS) {
      const { authorization: _wrong, 'x-api-key': _other, 'x-goog-api-key': google, ...others } = headers;
      const own = google === undefined ? { authorization: `Bearer ${KEY}` } : { 'x-goog-api-key': KEY };
      expect(await post(path, { ...others, ...own }, body)).toMatchObject([413, shape]);
    }
  });

  it.each([
    ['/chat/completions', '/v1/chat/completions', OF_OPENAI('invalid_request_error', null)],
    ['/v1/v1/messages', '/v1/messages', OF_ANTHROPIC('not_found_error')],
    ['//v1/chat/completions', '/v1/chat/completions', OF_OPENAI('invalid_request_error', null)],
    ['//v1/messages', '/v1/messages', OF_ANTHROPIC('not_found_error')],
    ['/v1//embeddings', '/v1/embeddings', OF_OPENAI('invalid_request_error', null)],
    ['/models/m:generateContent', '/v1beta/models/{model}:generateContent', OF_GOOGLE(404, 'NOT_FOUND')],
  ])('is told at %s, which a wrong base URL makes, that it is %s', async (path, address, shape) => {
    const [status, body] = await post(path, { authorization: `Bearer ${KEY}` }, {});
    expect([status, body]).toMatchObject([404, shape]);
    expect(JSON.stringify(body)).toContain(`it is ${address} here`);
  });
});
