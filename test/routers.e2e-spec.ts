import { ask, failureOf } from './support/agent-client.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { stagedProvider } from './support/staged-providers.js';

const PROMPT = { prompt: 'hello there' };
const OPENROUTER = { provider: 'openrouter' };
const whole = stagedProvider('openrouter').plain.body as { readonly usage: object };

describe('the routers', () => {
  let stage: ProviderStage;
  beforeAll(async () => {
    stage = await ProviderStage.open({
      REQUESTY_REFERER: 'https://app.example',
      REQUESTY_TITLE: 'An App',
      OPENROUTER_REFERER: 'https://app.example',
      OPENROUTER_TITLE: 'An App',
    });
  });
  afterAll(() => stage.close());

  it.each([
    ['requesty', '/v1/chat/completions', 'x-title'],
    ['openrouter', '/api/v1/chat/completions', 'x-openrouter-title'],
  ])(
    '%s is told whose application asks, and its cost is taken for the answer’s',
    async (provider, path, title) => {
      stage.willAnswer(stagedProvider(provider).plain);
      const { body } = await ask(stage.gateway, PROMPT, { provider });
      expect(body).toMatchObject({ cost_usd: '0.00000125', cost_source: 'provider' });
      expect(await stage.upstream.nextRequest()).toMatchObject({
        path,
        headers: { authorization: `Bearer ${KEY}`, 'http-referer': 'https://app.example', [title]: 'An App' },
        body: { model: 'openai/gpt-6-luna', max_tokens: 8192, temperature: 0.7 },
      });
    },
  );

  describe('OpenRouter', () => {
    it.each<[string, object, string | null]>([
      ['its own part and the vendor’s', { cost_details: { upstream_inference_cost: 0.0123 } }, '0.01230125'],
      ['unknown where the vendor’s part is', { cost_details: {} }, null],
    ])('with a key of the account’s own costs %s', async (_what, details, cost) => {
      const usage = { ...whole.usage, is_byok: true, ...details };
      stage.upstream.next(answerJson(200, { ...whole, usage }));
      const { body } = await ask(stage.gateway, PROMPT, OPENROUTER);
      expect([body['cost_usd'], body['cost_source']]).toEqual([cost, cost === null ? null : 'provider']);
    });

    it.each([0, false, '', 'many', [], null])(
      'reports no usage and no cost for a usage of %j',
      async (usage) => {
        stage.upstream.next(answerJson(200, { ...whole, usage }));
        const { body } = await ask(stage.gateway, PROMPT, OPENROUTER);
        expect(body).toMatchObject({ cost_usd: null, cost_source: null, usage: { prompt_tokens: null } });
      },
    );

    it('cannot make the gateway show its key as a reason to end', async () => {
      const choices = [{ index: 0, message: { content: 'Hi' }, finish_reason: KEY }];
      stage.upstream.next(answerJson(200, { ...whole, choices }));
      const answer = await ask(stage.gateway, PROMPT, OPENROUTER);
      expect(answer.body).toMatchObject({ status: 'success', message: 'Hi', finish_reason: null });
      expect(answer.text + stage.gateway.logText()).not.toContain(KEY);
    });

    it.each(['Your input was flagged for "violence".', 'Your input "a canary" was flagged.', ''])(
      'shows neither the caller nor the log what a moderation flagged, with the message %j',
      async (message) => {
        const metadata = { reasons: ['violence'], flagged_input: 'a canary', provider_name: 'OpenAI' };
        stage.upstream.next(answerJson(403, { error: { code: 403, message, metadata } }));
        const prompt = 'a canary in the middle of the flagged words';
        const answer = await ask(stage.gateway, { prompt }, OPENROUTER);
        expect(failureOf(answer)).toEqual([400, 'provider.rejected', false]);
        expect(answer.text + stage.gateway.logText()).not.toContain('canary');
      },
    );

    it('lists very many models without holding other callers up', async () => {
      const data = Array.from({ length: 45_000 }, (_, index) => ({ id: `vendor/model-${index}` }));
      stage.upstream.next(answerJson(200, { object: 'list', data }));
      const response = await fetch(`${stage.gateway.url}/agents/llm-providers/openrouter/models`);
      expect(((await response.json()) as { models: object[] }).models).toHaveLength(10_000);
    });
  });

  it('Requesty gives the status 412 its own meaning, also under its older spelling', async () => {
    stage.upstream.next(answerJson(412, { error: { origin: 'router', message: 'x' } }));
    const answer = await ask(stage.gateway, PROMPT, { provider: 'requestry' });
    expect(failureOf(answer)).toEqual([502, 'provider.quota_exhausted', false]);
  });
});
