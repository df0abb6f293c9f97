import { ask, failureOf, send } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';

const PROMPT = { prompt: 'hello there' };
const KEY = 'router-canary-key-0123456789';

/** Shapes of openrouter.ai/docs and docs.requesty.ai, read 2026-11-23. */
const USAGE = {
  prompt_tokens: 10,
  completion_tokens: 20,
  total_tokens: 30,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 8 },
  cost: 0.00000125,
};
const whole = {
  id: 'gen-1',
  object: 'chat.completion',
  created: 1,
  model: 'openai/gpt-6-luna',
  provider: 'OpenAI',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hi there!' },
      finish_reason: 'stop',
      native_finish_reason: 'stop',
    },
  ],
  usage: USAGE,
};
const chunk = (delta: object, more: object = {}) => ({
  id: 'gen-1',
  object: 'chat.completion.chunk',
  model: 'openai/gpt-6-luna',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const streamed = (...frames: object[]) =>
  stream([': OPENROUTER PROCESSING\n\n', ...frames.map((frame) => sseFrame(frame))], {
    ending: 'end',
  });

describe.each([
  ['requesty', 'REQUESTY', 'x-title'],
  ['openrouter', 'OPENROUTER', 'x-openrouter-title'],
])('the agent of %s', (provider, variable, titleHeader) => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway({
      [`${variable}_API_KEY`]: KEY,
      [`${variable}_BASE_URL`]: `${upstream.origin}/v1`,
      [`${variable}_REFERER`]: 'https://app.example',
      [`${variable}_TITLE`]: 'An App',
    });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const expected = {
    status: 'success',
    message: 'Hi there!',
    model: 'openai/gpt-6-luna',
    usage: {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      cached_tokens: 4,
      reasoning_tokens: 8,
    },
    provider,
    finish_reason: 'stop',
    cost_usd: '0.00000125',
    cost_source: 'provider',
  };

  it('answers with the cost that the router reports', async () => {
    upstream.next(answerJson(200, whole));
    const { status, body } = await ask(gateway, PROMPT, { provider });
    expect([status, body]).toMatchObject([200, expected]);
    const sent = await upstream.nextRequest();
    expect(sent).toMatchObject({
      path: '/v1/chat/completions',
      headers: {
        authorization: `Bearer ${KEY}`,
        'http-referer': 'https://app.example',
        [titleHeader]: 'An App',
      },
      body: { model: 'openai/gpt-6-luna', max_tokens: 8192, temperature: 0.7 },
    });
  });

  it('streams the same text, usage and cost, comments or not', async () => {
    upstream.next(
      streamed(
        chunk({ role: 'assistant', content: 'Hi ' }),
        chunk({ content: 'there!' }),
        chunk({}, { finish_reason: 'stop' }),
        { ...chunk({}), choices: [], usage: USAGE },
      ),
    );
    const { names, end } = await readStream(gateway, PROMPT, { provider });
    expect(names).toEqual(['delta', 'delta', 'done']);
    expect(end).toMatchObject(expected);
    await upstream.nextRequest();
  });

  it.each<[string, number, object, unknown[]]>([
    [
      'an error inside a 200',
      200,
      { error: { code: 429, message: 'Slow.' } },
      [429, 'provider.rate_limited', true],
    ],
    ['spent credit', 402, { error: { code: 402, message: 'x' } }, [502, 'provider.quota_exhausted', false]],
    [
      'a key refused',
      403,
      { error: { origin: 'router', message: 'x' } },
      [502, 'provider.auth_failed', false],
    ],
    ['an overload', 529, { error: { code: 529, message: 'x' } }, [502, 'provider.unavailable', true]],
    ['no such model', 404, { error: { message: 'No such model' } }, [400, 'model.not_found', false]],
  ])('tells %s as what it is', async (_what, status, body, failure) => {
    upstream.next(answerJson(status, body));
    const answer = await ask(gateway, PROMPT, { provider });
    expect(failureOf(answer)).toEqual(failure);
    expect(answer.text + gateway.logText()).not.toContain(KEY);
    await upstream.nextRequest();
  });

  it('ends a stream that fails on the way with an error', async () => {
    upstream.next(
      streamed(chunk({ content: 'Hi' }), {
        ...chunk({}, { finish_reason: 'error' }),
        error: {
          code: 502,
          message: 'Provider disconnected',
          metadata: { error_type: 'provider_unavailable' },
        },
      }),
    );
    const { names, end } = await readStream(gateway, PROMPT, { provider });
    expect(names).toEqual(['delta', 'error']);
    expect(end).toMatchObject({ error: { code: 'provider.unavailable' } });
    await upstream.nextRequest();
  });

  it('names its own variable when the key is missing', async () => {
    const bare = await startGateway();
    const { status, body } = await ask(bare, PROMPT, { provider });
    expect([status, body.message]).toEqual([400, `${variable}_API_KEY missing in environment.`]);
    await bare.close();
  });
});

describe('OpenRouter', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway({ OPENROUTER_API_KEY: KEY, OPENROUTER_BASE_URL: `${upstream.origin}/v1` });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });
  const OPENROUTER = { provider: 'openrouter' };

  it.each<[string, object, string | null]>([
    ['its own part and the vendor’s', { cost_details: { upstream_inference_cost: 0.0123 } }, '0.01230125'],
    ['unknown where the vendor’s part is', {}, null],
  ])('with a key of the account’s own costs %s', async (_what, details, cost) => {
    upstream.next(answerJson(200, { ...whole, usage: { ...USAGE, is_byok: true, ...details } }));
    const { body } = await ask(gateway, PROMPT, OPENROUTER);
    expect([body['cost_usd'], body['cost_source']]).toEqual([cost, cost === null ? null : 'provider']);
  });

  it.each([0, false, '', 'many', [], null])(
    'reports no usage and no cost for a usage of %j',
    async (usage) => {
      upstream.next(answerJson(200, { ...whole, usage }));
      const { body } = await ask(gateway, PROMPT, OPENROUTER);
      expect(body).toMatchObject({ cost_usd: null, cost_source: null, usage: { prompt_tokens: null } });
    },
  );

  it('is told to wait, not to pay, while running calls hold its credit', async () => {
    const error = { code: 402, message: 'x', metadata: { limit_source: 'openrouter_in_flight_budget' } };
    upstream.next(answerJson(402, { error }, { 'retry-after': '7' }));
    const answer = await ask(gateway, PROMPT, OPENROUTER);
    expect(failureOf(answer)).toEqual([429, 'provider.rate_limited', true]);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it('cannot make the gateway show its key as a reason to end', async () => {
    const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: KEY }];
    upstream.next(answerJson(200, { ...whole, choices }));
    const answer = await ask(gateway, PROMPT, OPENROUTER);
    expect(answer.body).toMatchObject({ status: 'success', message: 'Hi', finish_reason: null });
    expect(answer.text + gateway.logText()).not.toContain(KEY);
  });

  it('lists very many models without holding anybody up', async () => {
    const data = Array.from({ length: 60_000 }, (_, index) => ({ id: `vendor/model-${index}` }));
    upstream.next(answerJson(200, { object: 'list', data }));
    const response = await fetch(`${gateway.url}/agents/llm-providers/openrouter/models`);
    expect(((await response.json()) as { models: object[] }).models).toHaveLength(10_000);
  });
});

describe('Requesty', () => {
  it.each([
    [412, [502, 'provider.quota_exhausted', false]],
    [424, [502, 'provider.invalid_response', true]],
  ])('gives the status %i its own meaning, also under its older spelling', async (status, failure) => {
    const upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    const gateway = await startGateway({ REQUESTY_API_KEY: KEY, REQUESTY_BASE_URL: `${upstream.origin}/v1` });
    upstream.next(answerJson(status, { error: { origin: 'router', message: 'x' } }));
    const response = await send(gateway, PROMPT, { provider: 'requestry' });
    const body = (await response.json()) as { error: { code: string; retryable: boolean } };
    expect([response.status, body.error.code, body.error.retryable]).toEqual(failure);
    await gateway.close();
    await upstream.close();
  });
});
