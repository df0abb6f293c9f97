import { startGateway, type RunningGateway } from './support/start-gateway.js';

const [ALL_KEY, HELD_KEY] = ['key-of-all-0123456789', 'key-that-is-held-0123456789'];
const KEYS = { ALL_KEY, HELD_KEY, OPENAI_API_KEY: 'sk-a', ANTHROPIC_API_KEY: 'sk-b', GEMINI_API_KEY: 'sk-c' };
const PRICE = 'input_usd_per_million: 0, output_usd_per_million';
const PRICES = `prices: { m: { ${PRICE}: 1000 }, dear: { ${PRICE}: 5000 } }`;
const CONFIG = [
  `providers: [{ id: openai, ${PRICES} }, { id: anthropic, ${PRICES} }, { id: gemini, ${PRICES} }]`,
  'keys: { all: { key_variable: ALL_KEY }, held: { key_variable: HELD_KEY, allowed: { models: [m] } } }',
  'budgets: { everything: { budgets: [{ budget_usd: 1000, per: total }] } }',
].join('\n');
const CLAUDE = { model: 'anthropic/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
const OPENAI = { model: 'openai/m', input: 'hello', max_output_tokens: 10 };
const CONTENTS = [{ parts: [{ text: 'hello' }] }];
const GEMINI = '/v1beta/models/gemini/m:generateContent';

describe('what a request in its provider’s own words reserves', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway(KEYS, CONFIG);
  });
  afterAll(() => gateway.close());

  const explain = async (path: string, body: object, key = ALL_KEY) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tollgate-explain': 'true', 'x-api-key': key },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };

  it.each<[string, object, string]>([
    ['/v1/responses', OPENAI, '0.01'],
    ['/v1/messages', CLAUDE, '0.01'],
    ['/v1/messages', { ...CLAUDE, fallbacks: [{ model: 'm', max_tokens: 20 }] }, '0.02'],
    ['/v1/messages', { ...CLAUDE, fallbacks: [{ model: 'dear' }] }, '0.05'],
    ['/v1/messages', { ...CLAUDE, fallbacks: 'default' }, '0.01'],
    ['/v1/messages', { ...CLAUDE, inference_geo: 'us' }, '0.011'],
    ['/v1/messages', { ...CLAUDE, diagnostics: { previous_message_id: 'msg_1' } }, '0.01'],
    [GEMINI, { contents: CONTENTS, generationConfig: { maxOutputTokens: 10, candidateCount: 2 } }, '0.02'],
    [
      GEMINI,
      { contents: CONTENTS, generation_config: { max_output_tokens: 10, candidate_count: 2 } },
      '0.02',
    ],
  ])('is bounded by its own limits: %s %j', async (path, body, cost) => {
    expect((await explain(path, body)).json).toMatchObject({
      allowed: true,
      targets: [{ max_cost_usd: cost }],
    });
  });

  const advisor = { type: 'advisor_20260301', name: 'advisor', model: 'dear' };
  it.each<[string, object, string | null]>([
    ['/v1/messages', CLAUDE, null],
    ['/v1/messages', { ...CLAUDE, fallbacks: 'default' }, null],
    ['/v1/messages', { ...CLAUDE, fallbacks: [{ model: 'dear' }] }, 'auth.not_allowed'],
    ['/v1/messages', { ...CLAUDE, tools: [advisor] }, 'auth.not_allowed'],
    // what is left out for a provider of another wire
    ['/v1/messages', { ...CLAUDE, model: 'openai/m', fallbacks: [{ model: 'dear' }] }, null],
    ['/v1/responses', { ...OPENAI, models: ['dear'] }, 'auth.not_allowed'],
    ['/v1/chat/completions', { ...CLAUDE, model: 'openai/m', models: ['dear'] }, 'auth.not_allowed'],
  ])(
    'is of models that its key may ask, also those that it names besides: %s %j',
    async (path, body, code) => {
      const { json } = await explain(path, body, HELD_KEY);
      expect(json).toMatchObject({ allowed: code === null, refused_with: code === null ? null : { code } });
    },
  );

  it('is not known of a compaction, which takes no limit', async () => {
    const { json } = await explain('/v1/responses/compact', OPENAI);
    expect(json).toMatchObject({ allowed: false, refused_with: { code: 'budget.exceeded' } });
  });

  it.each([
    [{ generationConfig: { maxOutputTokens: 1 }, generation_config: { maxOutputTokens: 65_536 } }],
    [{ generationConfig: { maxOutputTokens: 1, max_output_tokens: 65_536 } }],
    [{ generation_config: { candidateCount: 1, candidate_count: 8 } }],
  ])('is asked for once: %j is refused', async (more) => {
    const { status, json } = await explain(GEMINI, { contents: CONTENTS, ...more });
    expect([status, json]).toMatchObject([400, { error: { status: 'INVALID_ARGUMENT' } }]);
    expect(JSON.stringify(json)).toContain('twice');
  });
});
