import { LlmAgentRegistry } from '../src/surfaces/agents/llm-agent.registry.js';
import { ask, failureOf } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const HELLO = { prompt: 'hello' };
const STEADY = { provider: 'steady' };
const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
const answer = (model: string, content: string) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: USAGE,
});
const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...answer('m-two', ''),
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
  usage: null,
});
const failure = (status: number, headers = {}) => answerJson(status, { error: { message: 'no' } }, headers);

describe('a route of tollgate.yaml', () => {
  let one: ScriptedUpstream;
  let two: ScriptedUpstream;
  let gateway: RunningGateway;

  beforeAll(async () => {
    one = await ScriptedUpstream.start({ fallback: neverAnswer() });
    two = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway(
      { ONE_KEY: 'one-key-a', ONE_KEY_2: 'one-key-b' },
      `
providers:
  - id: one
    base_url: ${one.origin}/v1
    default_model: m-one
    api_key_variables: [ONE_KEY, ONE_KEY_2]
    parameter_rules:
      - models: [m-one]
        rules: { temperature: { action: drop } }
  - { id: two, base_url: ${two.origin}/v1, default_model: m-two }
  - { id: keyless, base_url: ${one.origin}/v1, default_model: m-three, api_key_variable: NOT_SET }
routes:
  - id: steady
    targets:
      - { provider: one }
      - { provider: two, model: m-two-large }
  - id: patient
    targets: [{ provider: keyless }, { provider: two }]
  - id: rehearsal
    strategy: weighted
    targets:
      - { provider: sandbox, model: "sim/echo:fail=503", weight: 1000000 }
      - { provider: sandbox, weight: 0.000001 }
`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await one.close();
    await two.close();
  });

  it('answers like a provider, and says who did', async () => {
    one.next(answerJson(200, answer('m-one', 'Hi.')));
    const { status, headers, body } = await ask(gateway, HELLO, STEADY);
    expect([status, body]).toMatchObject([
      200,
      { message: 'Hi.', model: 'steady', provider: 'one', provider_model: 'm-one', attempts: 1 },
    ]);
    expect([headers.get('x-gateway-provider'), headers.get('x-gateway-attempts')]).toEqual(['one', '1']);
    expect((await one.nextRequest()).body).not.toHaveProperty('temperature');
  });

  const overTwo = (first: ScriptedUpstream) =>
    startGateway(
      { A_KEY: 'key-of-a' },
      `
providers:
  - id: a
    base_url: ${first.origin}/v1
    default_model: m
    api_key_variable: A_KEY
    parameter_rules: [{ models: [m], rules: { temperature: { action: drop } } }]
  - { id: b, base_url: ${two.origin}/v1, default_model: m }
routes: [{ id: steady, targets: [{ provider: a }, { provider: b, model: m-large }] }]`,
    );

  it.each([401, 402, 404, 429, 503])(
    'falls back on %i, with the rules of the other target',
    async (status) => {
      const failing = await ScriptedUpstream.start({ fallback: failure(status, { 'retry-after': '30' }) });
      const other = await overTwo(failing);
      two.next(answerJson(200, answer('m-large', 'Hi.')));
      const { body } = await ask(other, { ...HELLO, temperature: 0.3 }, STEADY);
      expect(body).toMatchObject({
        status: 'success',
        provider: 'b',
        model: 'steady',
        warnings: [],
        attempts: 2,
      });
      const sent = two.requests.at(-1);
      expect(sent?.body).toMatchObject({ model: 'm-large', temperature: 0.3 });
      expect(sent?.headers.authorization).toBeUndefined();
      await other.close();
      await failing.close();
    },
  );

  it('does not fall back on a request that is wrong', async () => {
    const refusing = await ScriptedUpstream.start({ fallback: failure(400) });
    const other = await overTwo(refusing);
    const seen = two.requests.length;
    expect(failureOf(await ask(other, HELLO, STEADY))).toEqual([400, 'provider.rejected', false]);
    expect(two.requests).toHaveLength(seen);
    await other.close();
    await refusing.close();
  });

  it('passes over a target whose key is missing', async () => {
    two.next(answerJson(200, answer('m-two', 'Hi.')));
    const { body } = await ask(gateway, HELLO, { provider: 'patient' });
    expect(body).toMatchObject({ provider: 'two', model: 'patient', attempts: 1 });
  });

  it('never mends a stream with another model’s text', async () => {
    two.next(stream([sseFrame(chunk({ content: 'Hel' }))], { ending: 'cut' }));
    const { names, end } = await readStream(gateway, HELLO, { provider: 'patient' });
    expect(names).toEqual(['delta', 'error']);
    expect(end).toMatchObject({ status: 'error', model: 'patient' });
  });

  it('draws by weight, and goes on where the draw fails', async () => {
    const { body, headers } = await ask(gateway, HELLO, { provider: 'rehearsal' });
    expect(body).toMatchObject({ status: 'success', provider: 'sandbox', model: 'rehearsal', attempts: 2 });
    expect(headers.get('x-gateway-simulated')).toBe('true');
  });

  it('chooses the model itself', async () => {
    const wrong = await ask(gateway, { ...HELLO, model: 'gpt-4o' }, STEADY);
    expect(failureOf(wrong)).toEqual([400, 'request.invalid', false]);
    expect(wrong.body).toMatchObject({ error: { param: 'model' } });
    two.next(answerJson(200, answer('m-two', 'Hi.')));
    expect((await ask(gateway, { ...HELLO, model: 'patient' }, { provider: 'patient' })).status).toBe(200);
  });

  it('stands in the list, in Swagger and in the log', async () => {
    const list = (await (await fetch(`${gateway.url}/agents/llm-providers`)).json()) as {
      providers: { id: string }[];
    };
    expect(list.providers.find(({ id }) => id === 'steady')).toMatchObject({
      display_name: 'Route steady',
      configured: true,
      default_model: 'steady',
      simulated: false,
      endpoint: '/agents/llm-providers/steady',
    });
    const document = (await (await fetch(`${gateway.url}/docs-json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain('/agents/llm-providers/steady');
    const models = await (await fetch(`${gateway.url}/agents/llm-providers/steady/models`)).json();
    expect(models).toMatchObject({ provider: 'steady', models: [{ id: 'steady' }] });
    const line = gateway
      .logLines()
      .find((fields) => fields['route_id'] === 'steady' && fields['attempts'] === 1);
    expect(line).toMatchObject({ provider: 'one', model: 'steady', outcome: 'finished' });
    expect(gateway.app.get(LlmAgentRegistry).get('steady').isConfigured).toBe(true);
  });
});

describe('a provider with several keys', () => {
  it('is asked with each in turn, and with the next at once where one is limited', async () => {
    const upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    const gateway = await startGateway(
      { OPENAI_API_KEY: 'sk-canary-a', OPENAI_API_KEY_2: 'sk-canary-b' },
      `providers: [{ id: openai, base_url: "${upstream.origin}/v1", api_key_variables: [OPENAI_API_KEY, OPENAI_API_KEY_2] }]`,
    );
    upstream.next(failure(429, { 'retry-after': '60' }), answerJson(200, answer('gpt-6-luna', 'Hi.')));
    upstream.next(answerJson(200, answer('gpt-6-luna', 'Hi.')));
    const first = await ask(gateway, HELLO);
    const second = await ask(gateway, HELLO);
    expect([first.body['attempts'], second.body['attempts']]).toEqual([2, 1]);
    const keys = upstream.requests.map(({ headers }) => headers.authorization);
    expect(keys).toEqual(['Bearer sk-canary-a', 'Bearer sk-canary-b', 'Bearer sk-canary-b']);
    expect(gateway.logText() + first.text).not.toContain('canary');
    await gateway.close();
    await upstream.close();
  });
});
