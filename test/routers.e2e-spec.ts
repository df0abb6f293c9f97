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
