import { ask } from './support/agent-client.js';
import { readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { answerJson } from './support/scripted-openai/index.js';

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
