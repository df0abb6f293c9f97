import { samplesOf } from '../src/observability/metrics/testing/read-samples.js';
import { ask, failureOf, send } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const HELLO = { prompt: 'hello' };
const SLOW = { provider: 'slow' };
const ROUTE = { provider: 'steady' };
const FULL =
  'The gateway has as many calls to slow in flight as max_calls of slow allows. Send this request again in a second; if that keeps happening, ask the operator to raise max_calls of slow or to add instances.';

const answer = (model: string) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
});
const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...answer('m-quick'),
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
  usage: null,
});

describe('a provider with room for two calls of its own', () => {
  let slow: ScriptedUpstream;
  let quick: ScriptedUpstream;
  let gateway: RunningGateway;
  let held: (() => Promise<void>)[];

  beforeEach(async () => {
    slow = await ScriptedUpstream.start({ fallback: neverAnswer() });
    quick = await ScriptedUpstream.start({ fallback: answerJson(200, answer('m-quick')) });
    gateway = await startGateway(
      { OPENAI_API_KEY: 'sk-quick', MAX_CALLS_PER_PROVIDER: '3' },
      `
providers:
  - { id: slow, base_url: ${slow.origin}/v1, default_model: m-slow, max_calls: 2 }
  - { id: openai, base_url: ${quick.origin}/v1, max_calls: 1 }
  - { id: wide, base_url: ${slow.origin}/v1, default_model: m-wide }
routes:
  - { id: steady, targets: [{ provider: slow }, { provider: openai, model: m-quick }] }
`,
    );
    held = [];
  });
  afterEach(async () => {
    for (const leave of held) await leave();
    await gateway.close();
    await slow.close();
    await quick.close();
  });

  /** A call that is never answered, until its caller leaves. */
  const hold = async (upstream = slow, provider = 'slow') => {
    const leaving = new AbortController();
    if (upstream === quick) quick.next(neverAnswer());
    const id = `held-${held.length}`;
    const headers = { 'x-request-id': id };
    const left = send(gateway, HELLO, { provider, headers, signal: leaving.signal }).catch(() => 'left');
    await upstream.nextRequest();
    const leave = async () => {
      leaving.abort();
      await left;
      await gateway.logLine((line) => line['request_id'] === id);
    };
    held.push(leave);
    return leave;
  };

  it('refuses the third at once, while another provider answers', async () => {
    const leave = await hold();
    await hold();
    const refused = await ask(gateway, HELLO, SLOW);
    expect(failureOf(refused)).toEqual([503, 'gateway.overloaded', true]);
    expect(refused.body.message).toBe(FULL);
    expect([refused.headers.get('retry-after'), refused.headers.get('x-should-retry')]).toEqual(['1', null]);
    expect(await ask(gateway, HELLO)).toMatchObject({ status: 200, body: { provider: 'openai' } });

    await leave();
    slow.next(answerJson(200, answer('m-slow')));
    expect(await ask(gateway, HELLO, SLOW)).toMatchObject({ status: 200, body: { provider: 'slow' } });
  });

  it('leaves those without a limit of their own the one that holds for all', async () => {
    for (let calls = 0; calls < 3; calls += 1) await hold(slow, 'wide');
    const refused = await ask(gateway, HELLO, { provider: 'wide' });
    expect(failureOf(refused)).toEqual([503, 'gateway.overloaded', true]);
    expect(refused.body.message).toContain('as MAX_CALLS_PER_PROVIDER allows');
  });

  it('is passed over by a route while it is full, streamed or not', async () => {
    await hold();
    await hold();
    expect(await ask(gateway, HELLO, ROUTE)).toMatchObject({
      status: 200,
      body: { model: 'steady', provider: 'openai', provider_model: 'm-quick', attempts: 1 },
    });
    quick.next(stream([sseFrame(chunk({ content: 'Hi.' })), sseFrame(chunk({}, 'stop'))]));
    const { names, end } = await readStream(gateway, HELLO, ROUTE);
    expect([names, end]).toMatchObject([
      ['delta', 'done'],
      { message: 'Hi.', provider: 'openai', attempts: 1 },
    ]);
    expect(slow.requests).toHaveLength(2);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const left = 'gen_ai_provider_name="slow",gen_ai_request_model="m-slow"';
    expect(samplesOf(metrics, 'tollgate_fallbacks_total')).toEqual({
      [`{${left},tollgate_route="steady",error_type="gateway.overloaded"}`]: 2,
    });
    const answered = 'gen_ai_provider_name="openai",gen_ai_request_model="m-quick"';
    expect(samplesOf(metrics, 'gen_ai_client_inference_duration_seconds_count')).toEqual({
      [`{gen_ai_operation_name="chat",${answered},tollgate_route="steady",error_type=""}`]: 2,
    });
  });

  it('lets a route answer 503 once all of its targets are full, and not before', async () => {
    await hold();
    await hold();
    const leave = await hold(quick, 'openai');
    const refused = await ask(gateway, HELLO, ROUTE);
    expect(failureOf(refused)).toEqual([503, 'gateway.overloaded', true]);
    expect([refused.headers.get('retry-after'), refused.headers.get('x-gateway-attempts')]).toEqual([
      '1',
      '0',
    ]);
    await leave();
    expect(await ask(gateway, HELLO, ROUTE)).toMatchObject({ status: 200, body: { provider: 'openai' } });
  });
});
