import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { answerJson } from './support/scripted-openai/index.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const HELLO = { prompt: 'hello there', model: 'gpt-4o' };
const USAGE = {
  prompt_tokens: 1_000,
  completion_tokens: 100,
  total_tokens: 1_100,
  prompt_tokens_details: { cached_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 60 },
};

describe('what an answer cost', () => {
  holdDate();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair()));
  afterAll(() => pair.close());

  it('is list price, cached tokens at theirs, reasoning inside the answer, streamed or not', async () => {
    pair.upstream.next({ usage: USAGE });
    const { body } = await ask(pair.gateway, HELLO);
    // gpt-4o: 600 in at $2.50, 400 cached at $1.25, 100 out at $10, per million.
    expect(body).toMatchObject({ cost_usd: '0.003', cost_source: 'price_table' });
    pair.upstream.next({ usage: USAGE });
    expect((await readStream(pair.gateway, HELLO)).end).toMatchObject({
      cost_usd: '0.003',
      cost_source: 'price_table',
    });
  });

  it.each<[string, object]>([
    ['a model without a price', { model: 'no-such-model-1', usage: USAGE }],
    ['an answer without usage', { model: 'gpt-4o' }],
    ['more cached tokens than there are', { model: 'gpt-4o', usage: { ...USAGE, prompt_tokens: 100 } }],
  ])('is not known of %s, and then is null and not 0', async (_what, fields) => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
    pair.upstream.next(answerJson(200, { choices, ...fields }));
    expect((await ask(pair.gateway, HELLO)).body).toMatchObject({ cost_usd: null, cost_source: null });
  });
});

interface OddCounts {
  readonly model: string;
  /** As the provider writes them. */
  readonly wire: object;
  readonly counts: object;
  readonly costUsd: string;
}

/** Counts of servers that have their parts in other places, and what they cost at the prices below. */
const ODD_COUNTS: readonly (readonly [string, OddCounts])[] = [
  [
    'reasoning beside the answer (xAI)',
    {
      model: 'grok-of-ours',
      wire: {
        prompt_tokens: 10,
        completion_tokens: 200,
        total_tokens: 310,
        completion_tokens_details: { reasoning_tokens: 100 },
      },
      counts: {
        prompt_tokens: 10,
        completion_tokens: 300,
        total_tokens: 310,
        cached_tokens: null,
        reasoning_tokens: 100,
      },
      costUsd: '0.00301', // 10 at $1, 300 at $10, per million
    },
  ],
  [
    'cached tokens under names of its own (DeepSeek)',
    {
      model: 'deepseek-of-ours',
      wire: {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_cache_hit_tokens: 90,
        prompt_cache_miss_tokens: 10,
      },
      counts: {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        cached_tokens: 90,
        reasoning_tokens: null,
      },
      costUsd: '0.00001372', // 10 at $0.28, 90 at $0.028, 20 at $0.42, per million
    },
  ],
];

describe('an answer of an operator’s provider costs what the operator says', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startGateway(
      {},
      `
providers:
  - id: own
    base_url: ${upstream.origin}/v1
    default_model: grok-of-ours
    prices:
      grok-of-ours: { input_usd_per_million: 1, output_usd_per_million: 10 }
      deepseek-of-ours:
        { input_usd_per_million: 0.28, cached_input_usd_per_million: 0.028, output_usd_per_million: 0.42 }
`,
    );
  });
  afterAll(() => Promise.all([gateway.close(), upstream.close()]));

  const told = ({ counts, costUsd }: OddCounts) => ({ usage: counts, cost_usd: costUsd });
  const logged = ({ counts, costUsd }: OddCounts) => ({ ...counts, cost_usd: costUsd });

  it.each(ODD_COUNTS)('with %s', async (_, odd) => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
    upstream.next(answerJson(200, { model: odd.model, choices, usage: odd.wire }));
    const headers = { 'x-request-id': `whole-${odd.model}` };
    const { body } = await ask(gateway, { prompt: 'x', model: odd.model }, { provider: 'own', headers });
    expect(body).toMatchObject({ ...told(odd), cost_source: 'price_table' });
    const line = await gateway.logLine(({ request_id: id }) => id === headers['x-request-id']);
    expect(line).toMatchObject(logged(odd));
  });

  it.each(ODD_COUNTS)('in a stream with %s', async (_, odd) => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      model: odd.model,
      choices: [{ index: 0, delta, finish_reason }],
    });
    const last = { model: odd.model, choices: [], usage: odd.wire };
    const frames = [chunk({ content: 'Hi' }), chunk({}, 'stop'), last, '[DONE]'];
    upstream.next(stream(frames.map((frame) => sseFrame(frame))));
    const headers = { 'x-request-id': `streamed-${odd.model}` };
    const { end } = await readStream(
      gateway,
      { prompt: 'x', model: odd.model },
      { provider: 'own', headers },
    );
    expect(end).toMatchObject({ ...told(odd), cost_source: 'price_table' });
    const line = await gateway.logLine(({ request_id: id }) => id === headers['x-request-id']);
    expect(line).toMatchObject({ ...logged(odd), stream: true });
  });
});
