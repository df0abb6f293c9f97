import { failureOf, fixtureOf, WIRES, willSay, type ClientWire } from './support/client-wires.js';
import { ProviderStage } from './support/provider-stage.js';
import { cutsOf } from './support/staged-providers.js';

const [OPENAI, ANTHROPIC] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];
const HELLO = { max_tokens: 100, messages: [{ role: 'user', content: 'hello there' }] };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

let stage: ProviderStage;
beforeAll(async () => void (stage = await ProviderStage.open()));
afterAll(() => stage.close());

const post = (body: object | string, headers: Readonly<Record<string, string>> = {}, path = '/v1/messages') =>
  fetch(stage.gateway.url + path, {
    method: 'POST',
    headers: { ...JSON_TYPE, 'anthropic-version': '2023-06-01', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const eventsIn = (text: string): Event[] =>
  [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, name, data = '']) => {
    const event = JSON.parse(data) as Event;
    expect(event.type).toBe(name);
    return event;
  });
const streamed = async (body: object) => eventsIn(await (await post({ ...body, stream: true })).text());
const sent = () => stage.upstream.requests.at(-1)?.body;

describe('POST /v1/messages', () => {
  it.each(WIRES)('gives a whole answer, and a stream, of $provider', async (wire) => {
    const fixture = fixtureOf(wire, 'plain');
    willSay(stage, fixture);
    const answer = await post({ ...HELLO, model: wire.model }, {}, '/v1/messages?beta=true');
    const { content, ...message } = (await answer.json()) as { content: { type: string; text?: string }[] };
    expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    const text = content.find(({ type }) => type === 'text')?.text;
    expect([answer.status, text]).toEqual([200, fixture.expected.text]);
    expect(answer.headers.get('request-id')).toBe(answer.headers.get('x-request-id'));
    expect(answer.headers.get('x-tollgate-provider')).toBe(wire.provider);
    const events = await streamed({ ...HELLO, model: wire.model });
    expect(events.map(({ type }) => type).filter((type) => !type.endsWith('_block_delta'))).toEqual([
      'message_start',
      ...content.flatMap(() => ['content_block_start', 'content_block_stop']),
      'message_delta',
      'message_stop',
    ]);
    const said = events.map((event) => (event['delta'] as { text?: string } | undefined)?.text ?? '');
    expect(said.join('')).toBe(fixture.expected.text);
  });

  it('tells what a provider cannot be told, or refuses it', async () => {
    willSay(stage, fixtureOf(OPENAI, 'plain'));
    const asked = {
      ...HELLO,
      model: OPENAI.model,
      context_management: { edits: [] },
      metadata: { user_id: 'u' },
    };
    const answer = await post(asked);
    expect(JSON.parse(answer.headers.get('x-tollgate-warnings') ?? '[]')).toMatchObject([
      { parameter: 'max_tokens', action: 'renamed' },
      { parameter: 'context_management', action: 'dropped' },
    ]);
    expect(sent()).toEqual({
      model: 'gpt-6-luna',
      messages: HELLO.messages,
      max_completion_tokens: 100,
      user: 'u',
    });
    const refusal = await post({ ...asked, model: 'local/llama3.3' }, { 'x-strict-params': 'true' });
    expect([refusal.status, await refusal.text()]).toEqual([
      400,
      expect.stringContaining('"message":"context_management: ') as string,
    ]);
  });

  it('asks again without the effort that a model refuses, and says so', async () => {
    const refusal = {
      error: { message: "Unsupported parameter: 'reasoning_effort'", param: 'reasoning_effort' },
    };
    const { body } = fixtureOf(OPENAI, 'plain');
    stage.willAct(({ request, response }) => {
      const isRefused = request.body?.['reasoning_effort'] !== undefined;
      response.writeHead(isRefused ? 400 : 200, JSON_TYPE).end(JSON.stringify(isRefused ? refusal : body));
    });
    const thinking = { type: 'enabled', budget_tokens: 31_999 };
    const answer = await post({ ...HELLO, model: 'local/effort', thinking });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tollgate-warnings')).toContain('"parameter":"reasoning_effort"');
  });

  it('ends a stream that breaks in one error, and without its stop', async () => {
    const fixture = fixtureOf(OPENAI, 'plain');
    const { at, ending } = cutsOf(fixture).at(-1)!;
    willSay(stage, fixture, { maxBytes: at, ending });
    const names = (await streamed({ ...HELLO, model: OPENAI.model })).map(({ type }) => type);
    expect(names.at(-1)).toBe('error');
    expect(names).not.toContain('message_stop');
  });

  it.each([
    ['provider.rejected', 400, 'invalid_request_error'],
    ['model.not_found', 404, 'not_found_error'],
    ['provider.rate_limited', 429, 'rate_limit_error'],
    ['provider.unavailable', 502, 'api_error'],
    ['provider.timed_out', 504, 'timeout_error'],
  ] as const)('tells %s as %i %s', async (code, status, type) => {
    for (const wire of [OPENAI, ANTHROPIC]) {
      stage.willFail(failureOf(wire, code));
      for (const stream of [false, true]) {
        const answer = await post({ ...HELLO, model: wire.model, stream });
        expect([answer.status, await answer.json()]).toMatchObject([
          status,
          { type: 'error', error: { type }, request_id: answer.headers.get('request-id') },
        ]);
      }
    }
  });

  it.each<[string, RequestInit, number, string]>([
    ['no JSON', { body: '{' }, 400, 'invalid_request_error'],
    ['no object', { body: '[]' }, 400, 'invalid_request_error'],
    [
      'another media type',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'invalid_request_error',
    ],
    ['another method', { method: 'GET' }, 405, 'invalid_request_error'],
    [
      'a page of another site',
      { headers: { ...JSON_TYPE, origin: 'http://evil.example' }, body: '{}' },
      403,
      'permission_error',
    ],
  ])('refuses %s in its own shape', async (_, init, status, type) => {
    const answer = await fetch(`${stage.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: JSON_TYPE,
      ...init,
    });
    expect([answer.status, await answer.json()]).toMatchObject([status, { type: 'error', error: { type } }]);
  });

  it('has nothing at other addresses below it, and no model that nobody has', async () => {
    for (const [path, model] of [
      ['/v1/messages/batches', ANTHROPIC.model],
      ['/v1/messages', 'nowhere-1'],
    ] as const) {
      const answer = await post({ ...HELLO, model }, {}, path);
      expect([answer.status, await answer.json()]).toMatchObject([
        404,
        { error: { type: 'not_found_error' } },
      ]);
    }
  });
});
