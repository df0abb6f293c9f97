import { DestinationRegistry } from '../src/routing/destination.registry.js';
import type { RouteDestination } from '../src/routing/route-destination.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import {
  answerJson,
  cutBeforeAnswer,
  hangAfterHeaders,
  neverAnswer,
} from './support/scripted-upstream/scripts.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { sseFrame, stream, type StreamEnding } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
const answer = (content: string) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: USAGE,
});
const chunk = (delta: object, finish_reason: string | null = null) =>
  sseFrame({
    ...answer(''),
    object: 'chat.completion.chunk',
    // in this order the usual way writes them
    choices: [{ index: 0, finish_reason, delta }],
    usage: undefined,
  });
const words = (ending: StreamEnding, ...texts: readonly string[]) =>
  stream(
    texts.map((content) => chunk({ content })),
    { ending },
  );
const whole = (text: string) =>
  stream([
    chunk({ content: text }),
    chunk({}, 'stop'),
    sseFrame({ ...answer(''), choices: [] }),
    'data: [DONE]\n\n',
  ]);
const failure = (status: number, headers = {}) => answerJson(status, { error: { message: 'no' } }, headers);
/** What differs from call to call. */
const CHANGING =
  /^(date|connection|keep-alive|x-request-id|openai-processing-ms|x-(tollgate|gateway)-overhead-ms)$/;

describe('a request beside the same one on the usual way', () => {
  let one: ScriptedUpstream;
  let two: ScriptedUpstream;
  let gateway: RunningGateway;
  /** What each answers to the next requests. */
  let scripts: { one: Script[]; two: Script[] };
  const nextOf = (left: Script[]) => left.shift() ?? answerJson(418, { error: { message: 'nothing more' } });

  beforeAll(async () => {
    one = await ScriptedUpstream.start({ fallback: (exchange) => nextOf(scripts.one)(exchange) });
    two = await ScriptedUpstream.start({ fallback: (exchange) => nextOf(scripts.two)(exchange) });
    gateway = await startGateway(
      {},
      `
providers:
  - { id: one, base_url: ${one.origin}/v1, default_model: m-one }
  - { id: two, base_url: ${two.origin}/v1, default_model: m-two }
  - { id: meshed, base_url: ${two.origin}/v1, default_model: m-two, forward_context: true }
  - { id: hasty, base_url: ${one.origin}/v1, default_model: m-hasty, timeouts: { total_ms: 1000 } }
  - id: brisk
    base_url: ${one.origin}/v1
    default_model: m-brisk
    model_timeouts: [{ models: [m-brisk], first_token_ms: 1000 }]
routes:
  - { id: steady, targets: [{ provider: one }, { provider: two }] }
  - { id: soon, targets: [{ provider: hasty }, { provider: two }] }
  - { id: drawn, strategy: weighted, targets: [{ provider: one, weight: 1 }, { provider: meshed, weight: 1 }] }
`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await one.close();
    await two.close();
  });

  let calls = 0;
  /** The usual way is gone by a request with a key against being done twice. */
  const send = async (path: string, body: object, headers: Record<string, string>) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      // a conversation of its own: it is told whether one kept to its target
      headers: { 'content-type': 'application/json', 'x-tollgate-session': `s-${(calls += 1)}`, ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const told = Object.fromEntries([...response.headers].filter(([name]) => !CHANGING.test(name)));
    const id = response.headers.get('x-request-id') ?? '-';
    const isJson = response.headers.get('content-type')?.includes('json');
    const json: unknown = isJson ? JSON.parse(text.replaceAll(id, 'r')) : null;
    return { status: response.status, headers: told, body: json ?? text.replaceAll(id, 'r'), text };
  };

  const bothWays = async (
    path: string,
    body: object,
    answers: { readonly one?: readonly Script[]; readonly two?: readonly Script[] },
    headers: Record<string, string> = {},
  ) => {
    const ask = (more: Record<string, string>) => {
      scripts = { one: [...(answers.one ?? [])], two: [...(answers.two ?? [])] };
      return send(path, body, { ...headers, ...more });
    };
    const quick = await ask({});
    const { text: _text, ...usual } = await ask({ 'idempotency-key': `usual-${calls}` });
    const { text, ...seen } = quick;
    return { quick: seen, usual, text };
  };

  const chat = (model: string, isStream: boolean) => ({
    model,
    messages: [{ role: 'user', content: 'hello' }],
    ...(isStream && { stream: true }),
  });

  describe.each([false, true])('to a route, streamed: %s', (isStream) => {
    const good = (text: string) => (isStream ? whole(text) : answerJson(200, answer(text)));
    const behindHints: Script = (exchange) => {
      exchange.response.writeProcessing();
      exchange.response.writeEarlyHints({ link: '</a>; rel=preload' });
      return good('one')(exchange);
    };
    const CASES: readonly (readonly [string, Script[], Script[], number, string])[] = [
      ['the first target answers', [good('one')], [], 200, 'one'],
      ['102 and 103 come before its answer', [behindHints], [], 200, 'one'],
      ['the first fails', [failure(500)], [good('two')], 200, 'two'],
      ['the first is limited for long', [failure(429, { 'retry-after': '60' })], [good('two')], 200, 'two'],
      ['the first cuts the connection', [cutBeforeAnswer()], [good('two')], 200, 'two'],
      ['both fail', [failure(500)], [failure(500)], 502, ''],
      ['the request is wrong', [failure(400)], [], 400, ''],
    ];
    it.each(CASES)('where %s', async (_, first, second, status, says) => {
      const answers = { one: first, two: second };
      const { quick, usual, text } = await bothWays(
        '/v1/chat/completions',
        chat('steady', isStream),
        answers,
      );
      expect(quick).toEqual(usual);
      expect([quick.status, text.includes(says)]).toEqual([status, true]);
      const prompt = { prompt: 'hello', ...(isStream && { stream: true }) };
      const agents = await bothWays('/agents/llm-providers/steady', prompt, answers);
      expect(agents.quick).toEqual(agents.usual);
      expect(agents.quick.status).toBe(status);
    });

    it('where the first says nothing in its share of the caller\u2019s time', async () => {
      const { quick, usual } = await bothWays(
        '/v1/chat/completions',
        chat('steady', isStream),
        { one: [neverAnswer()], two: [good('two')] },
        { 'x-request-timeout-ms': '3000' },
      );
      expect(quick).toEqual(usual);
      expect([quick.status, quick.headers['x-tollgate-provider']]).toEqual([200, 'two']);
    });

    it('where the first has no answer in its own time', async () => {
      const { quick, usual } = await bothWays('/v1/chat/completions', chat('soon', isStream), {
        one: [neverAnswer()],
        two: [good('two')],
      });
      expect(quick).toEqual(usual);
      expect([quick.status, quick.headers['x-tollgate-provider']]).toEqual([200, 'two']);
    });

    it.each([neverAnswer(), hangAfterHeaders('application/json', '{"id":')])(
      'where the caller\u2019s time passes before an answer',
      async (script) => {
        const { quick, usual, text } = await bothWays(
          '/v1/chat/completions',
          chat('one/m-one', isStream),
          { one: [script] },
          { 'x-request-timeout-ms': '1000' },
        );
        expect(quick).toEqual(usual);
        expect([quick.status, text.includes('No complete answer within the 1000 ms')]).toEqual([504, true]);
      },
    );

    it('where the caller allows more than it takes', async () => {
      const { quick, usual } = await bothWays(
        '/v1/chat/completions',
        chat('one/m-one', isStream),
        { one: [good('in time')] },
        { 'x-request-timeout-ms': '60000' },
      );
      expect(quick).toEqual(usual);
      expect(quick.status).toBe(200);
    });
  });

  it.each([
    ['the caller\u2019s time', 'one/m-one', { 'x-request-timeout-ms': '1500' }, 'within the 1500 ms'],
    ['the provider\u2019s own time', 'hasty/m-hasty', {}, 'within 1000 ms'],
  ])('breaks a stream off alike where %s passes in it', async (_, model, headers, code) => {
    const answers = { one: [words('hang', 'Hel', 'lo')] };
    const { quick, usual, text } = await bothWays(
      '/v1/chat/completions',
      chat(model, true),
      answers,
      headers,
    );
    expect(quick).toEqual(usual);
    expect([text.includes(code), text.includes('[DONE]')]).toEqual([true, false]);
  });

  it('gives a model its own time to the first word alike', async () => {
    const answers = { one: [hangAfterHeaders('text/event-stream'), hangAfterHeaders('text/event-stream')] };
    const { quick, usual, text } = await bothWays(
      '/v1/chat/completions',
      chat('brisk/m-brisk', true),
      answers,
    );
    expect(quick).toEqual(usual);
    expect([quick.status, text.includes('no first word within 1000 ms')]).toEqual([504, true]);
  });

  it('asks whom a route has drawn, whichever way it goes on', async () => {
    const route = gateway.app.get(DestinationRegistry).find('drawn') as RouteDestination;
    const plan = route.plan(null);
    const inTurn = (...ids: readonly string[]) => ({
      ...plan,
      targets: ids.map((id) => route.targets.find(({ provider }) => provider.definition.id === id)) as never,
    });
    const draws = jest
      .spyOn(route, 'plan')
      .mockReturnValueOnce(inTurn('meshed', 'one'))
      .mockReturnValueOnce(inTurn('one', 'meshed'));
    scripts = { one: [answerJson(200, answer('one'))], two: [answerJson(200, answer('two'))] };
    const { headers, status } = await send('/v1/chat/completions', chat('drawn', false), {});
    draws.mockRestore();
    expect([status, headers['x-tollgate-provider']]).toEqual([200, 'meshed']);
  });
});
