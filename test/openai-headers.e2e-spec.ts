import { startPair, UPSTREAM_KEY, type GatewayPair } from './support/gateway-pair.js';
import { nativeFixture } from './support/native-responses.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallDelta } from './support/small-completion.js';
import { rateLimited } from './support/scripted-openai/index.js';

const HELLO = { model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: 'hello there' }] };

function post(pair: GatewayPair, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${pair.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function headersOf(answer: Promise<Response>): Promise<Record<string, string>> {
  const { headers, body } = await answer;
  await body?.cancel();
  return Object.fromEntries(headers);
}

const DECIMAL = expect.stringMatching(/^\d+(\.\d+)?$/) as unknown;

describe('headers of answers under /v1', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  it('tell who answered, at what price and how quickly, and what the provider says of its limits', async () => {
    expect(await headersOf(post(pair, HELLO, { 'x-request-id': 'mine' }))).toMatchObject({
      'x-request-id': 'mine',
      'x-tollgate-provider': 'openai',
      'x-tollgate-model': 'gpt-6-luna',
      'x-tollgate-attempts': '1',
      'x-tollgate-overhead-ms': DECIMAL,
      'x-tollgate-cost-usd': DECIMAL,
      'openai-processing-ms': DECIMAL,
      'x-upstream-x-ratelimit-remaining-requests': DECIMAL,
    });
  });

  it('are refused where tags of a request are none, be there a ledger or not', async () => {
    const answer = await post(pair, HELLO, { 'x-tollgate-tags': 'project' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('x-tollgate-tags')]);
    expect((await post(pair, HELLO, { 'x-tollgate-tags': 'project=apollo' })).status).toBe(200);
  });

  it('tell the same of a stream, but for its price', async () => {
    const headers = await headersOf(post(pair, { ...HELLO, stream: true }));
    expect(headers).toMatchObject({ 'x-tollgate-provider': 'openai', 'x-tollgate-overhead-ms': DECIMAL });
    expect(headers).not.toHaveProperty('x-tollgate-cost-usd');
  });

  it.each([
    ['/v1/chat/completions', {}],
    ['/v1/messages', { max_tokens: 10 }],
    [
      '/v1beta/models/openai/gpt-o3-mini:streamGenerateContent',
      { contents: [{ parts: [{ text: 'hello there' }] }] },
    ],
  ])(
    'name the model that answers behind an alias, of a stream of %s as of a whole answer',
    async (path, more) => {
      const asked = { ...HELLO, model: 'openai/gpt-o3-mini' };
      const modelOf = async (to: string, body: object) => {
        const answer = fetch(`${pair.gateway.url}${to}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...asked, ...more, ...body }),
        });
        return (await headersOf(answer))['x-tollgate-model'];
      };
      expect(await modelOf(path.replace('streamGenerate', 'generate'), {})).toBe('gpt-6-luna');
      expect(await modelOf(path, { stream: true })).toBe('gpt-6-luna');
    },
  );

  it.each<[string, unknown]>([
    ['two lines', 'of two\nlines'],
    ['20,000 characters', 'x'.repeat(20_000)],
    ['a number', 7],
    ['an object', { name: 'm' }],
    ['a key of the provider', UPSTREAM_KEY],
  ])('name the model that was asked where a stream has %s for its name', async (_, model) => {
    const chunks = [smallDelta({ content: 'Hi' }), smallDelta({}, 'stop')];
    const frames = chunks.map((chunk) => ({ ...chunk, model }));
    pair.upstream.next(stream([...frames.map(sseFrame), sseFrame('[DONE]')]));
    const answer = await post(pair, { ...HELLO, stream: true });
    expect(answer.headers.get('x-tollgate-model')).toBe('gpt-6-luna');
    const named = [...(await answer.text()).matchAll(/"model":([^,]*),/g)].map(([, name]) => name);
    expect(named).toEqual(['"gpt-6-luna"', '"gpt-6-luna"']);
  });

  it('tell of a failure how often the provider was asked, and when to ask again', async () => {
    pair.upstream.next(rateLimited('2'));
    expect(await headersOf(post(pair, HELLO))).toMatchObject({
      'x-tollgate-attempts': '1',
      'x-tollgate-provider': 'openai',
      'retry-after': '2',
    });
  });

  it('tell what was changed of a request, and a strict one is refused instead', async () => {
    const warm = { ...HELLO, temperature: 0.2 };
    const headers = await headersOf(post(pair, warm));
    expect(JSON.parse(headers['x-tollgate-warnings'] ?? '')).toEqual([
      { parameter: 'temperature', action: 'dropped', reason: expect.any(String) as string },
    ]);
    const refusal = await post(pair, warm, { 'x-strict-params': 'true' });
    expect(refusal.status).toBe(400);
    expect(await refusal.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        param: 'temperature',
        message: expect.stringMatching(/or set x-strict-params to false\.$/) as string,
      },
    });
  });

  it('tell of no reasoning that tools cost, since another API of OpenAI has both', async () => {
    const tools = [{ type: 'function', function: { name: 'now' } }];
    for (const [reasoning_effort, path] of [
      ['high', '/v1/responses'],
      ['none', '/v1/chat/completions'],
      [undefined, '/v1/responses'],
    ] as const) {
      if (path === '/v1/responses') pair.upstream.next(answerJson(200, nativeFixture('tool-call').body));
      const answer = await post(pair, { ...HELLO, tools, reasoning_effort }, { 'x-strict-params': 'true' });
      expect([answer.status, answer.headers.get('x-tollgate-warnings')]).toEqual([200, null]);
      expect(pair.upstream.requests.at(-1)?.path).toBe(path);
      const { choices } = (await answer.json()) as { choices: { finish_reason: string }[] };
      if (path === '/v1/responses') expect(choices[0]?.finish_reason).toBe('tool_calls');
    }
  });

  it('say no more than the id and warnings where the operator wants it so', async () => {
    const silent = await startPair({ ANSWER_HEADERS: 'false' });
    const headers = await headersOf(post(silent, { ...HELLO, temperature: 0.2 }));
    expect(Object.keys(headers).filter((name) => /^(x-|openai-)/.test(name))).toEqual([
      'x-content-type-options',
      'x-request-id',
      'x-tollgate-warnings',
    ]);
    await silent.close();
  });

  it.each(['1', 'yes', '', 'true, true'])(
    'ask for strictness by true or false: %j is refused, and nobody is asked',
    async (word) => {
      const before = pair.upstream.requests.length;
      for (const path of ['chat/completions', 'messages', 'responses']) {
        const answer = await fetch(`${pair.gateway.url}/v1/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-strict-params': word },
          body: JSON.stringify({ ...HELLO, max_tokens: 10, input: 'hello there' }),
        });
        expect([answer.status, await answer.text()]).toEqual([
          400,
          expect.stringContaining('x-strict-params has to be true or false.'),
        ]);
      }
      expect(pair.upstream.requests).toHaveLength(before);
    },
  );
});
