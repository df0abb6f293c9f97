import { Governance } from '../src/governance/governance.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { breachesOfSchema } from './support/written-document.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const MESSAGES = [{ role: 'user', content: 'hello' }];
const CHAT = { model: 'local/m', max_tokens: 10, messages: MESSAGES };
const GEMINI = {
  contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
  generationConfig: { maxOutputTokens: 10 },
};
const KEY = 'sk-of-the-provider-1234567890';

describe('x-tollgate-explain', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(500, {}) });
    gateway = await startGateway(
      { LOCAL_API_KEY: KEY, ANTHROPIC_API_KEY: KEY, GEMINI_API_KEY: KEY },
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", api_key_variable: LOCAL_API_KEY, default_model: m, prices: ${PRICES} }, { id: alone, base_url: "${upstream.origin}/v1", default_model: m, chat_api: false }]`,
        'routes: [{ id: steady, targets: [{ provider: local, model: m }, { provider: openai, model: gpt-6-luna }] }]',
        'budgets: { everything: { budgets: [{ budget_usd: "0.015", per: total }], limits: [{ requests: 5, per: hour }, { requests: 1, per: hour, model: "other/*" }] } }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const explain = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tollgate-explain': 'true', ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(text).not.toContain(KEY);
    const json = JSON.parse(text) as Record<string, unknown>;
    expect(answer.status === 200 ? breachesOfSchema('Explanation', json) : []).toEqual([]);
    return { status: answer.status, json };
  };
  const EXPLAINED = {
    explain: true,
    route: null,
    targets: [{ provider: 'local', model: 'm', request: { model: 'm' }, warnings: [], max_cost_usd: '0.01' }],
    budgets: [{ scope: 'everything', budget_usd: '0.015', spent_usd: '0', reserved_usd: '0' }],
    limits: [{ scope: 'everything', kind: 'requests', limit: 5, remaining: 5 }],
    allowed: true,
    refused_with: null,
  };

  it.each<readonly [string, object]>([
    ['/v1/chat/completions', CHAT],
    ['/v1/chat/completions', { ...CHAT, stream: true }],
    ['/v1/completions', { model: 'local/m', prompt: 'hello', max_tokens: 10 }],
    ['/v1/responses', { model: 'local/m', input: 'hello', max_output_tokens: 10 }],
    ['/v1/messages', CHAT],
    ['/v1/messages', { ...CHAT, stream: true }],
    ['/v1beta/models/local/m:generateContent', GEMINI],
    ['/v1beta/models/local/m:streamGenerateContent?alt=sse', GEMINI],
    ['/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10 }],
    ['/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10, stream: true }],
  ])('tells what would become of a call of %s, and nothing is asked or counted: %j', async (path, body) => {
    const { status, json } = await explain(path, body);
    expect([status, json]).toMatchObject([200, EXPLAINED]);
    expect(json['limits']).toHaveLength(1);
    expect(JSON.stringify(json['targets'])).toContain('hello');
    expect(upstream.requests).toEqual([]);
    const window = gateway.app
      .get(Governance)
      .book.windowOf({ scope: { kind: 'everything', id: '' }, per: 'total' }, Date.now());
    expect([window.spent, window.reserved]).toEqual([0n, 0n]);
  });

  it('tells a chat that goes to the Responses API in the words of that API', async () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const { json } = await explain('/v1/chat/completions', {
      ...CHAT,
      model: 'alone/m',
      max_tokens: 20,
      tools,
    });
    const asked = { model: 'm', input: MESSAGES, max_output_tokens: 20, store: false };
    expect(json['targets']).toMatchObject([
      { request: { ...asked, tools: [{ type: 'function', name: 'f' }] } },
    ]);
    expect(JSON.stringify(json['targets'])).not.toContain('"messages"');
    const film = [
      { role: 'user', content: [{ type: 'video_url', video_url: { url: 'https://example.com' } }] },
    ];
    const refused = await explain('/v1/chat/completions', { ...CHAT, model: 'alone/m', messages: film });
    expect(refused.json).toMatchObject({ allowed: false, refused_with: { param: 'messages[0].content[0]' } });
  });

  it('tells what is added to a call that Gemini wants signed', async () => {
    const parts = [{ functionCall: { name: 'f', args: {} } }];
    const answered = { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] };
    const contents = [...GEMINI.contents, { role: 'model', parts }, answered];
    const path = '/v1beta/models/gemini/gemini-3.5-flash-lite:generateContent';
    const { json } = await explain(path, { ...GEMINI, contents });
    const signed = [{ ...parts[0], thoughtSignature: 'skip_thought_signature_validator' }];
    expect(json['targets']).toMatchObject([
      { request: { contents: [{}, { role: 'model', parts: signed }, answered] } },
    ]);
  });

  it('tells embeddings, too', async () => {
    const { json } = await explain('/v1/embeddings', { model: 'local/m', input: 'hello' });
    expect(json).toMatchObject({
      targets: [{ request: { input: 'hello' }, max_cost_usd: '0' }],
      allowed: true,
    });
    const gemini = await explain('/v1/embeddings', {
      model: 'gemini/gemini-embedding-001',
      input: ['a', 'b'],
    });
    const texts = ['a', 'b'].map((text) => ({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text }] },
    }));
    expect(gemini.json['targets']).toMatchObject([{ provider: 'gemini', request: { requests: texts } }]);
    const tokens = await explain('/v1/embeddings', { model: 'gemini/gemini-embedding-001', input: [[1, 2]] });
    expect(tokens.json).toMatchObject({ allowed: false, refused_with: { code: 'provider.rejected' } });
  });

  const COUNTS: readonly (readonly [string, (model: string) => string, object])[] = [
    ['/v1/responses/input_tokens', () => '/v1/responses/input_tokens', { input: 'hello' }],
    ['/v1/messages/count_tokens', () => '/v1/messages/count_tokens', { messages: MESSAGES }],
    [':countTokens', (model) => `/v1beta/models/${model}:countTokens`, { contents: GEMINI.contents }],
  ];
  it.each(COUNTS)('tells a count of tokens as it would be asked: %s', async (name, pathOf, body) => {
    const asked = (model: string) =>
      explain(pathOf(model), { ...body, ...(!name.startsWith(':') && { model }) });
    const claude = await asked('anthropic/claude-haiku-4-5');
    expect(claude.json['targets']).toMatchObject([{ request: { messages: [{ role: 'user' }] } }]);
    expect(JSON.stringify(claude.json['targets'])).not.toContain('max_tokens');
    if (!name.startsWith(':')) {
      const gemini = await asked('gemini/gemini-3-flash');
      const request = { generateContentRequest: { model: 'models/gemini-3-flash', contents: [{}] } };
      expect(gemini.json['targets']).toMatchObject([{ request }]);
    }
    const estimated = await asked('local/m');
    expect(estimated.json).toMatchObject({ allowed: true, targets: [{ provider: 'local', request: null }] });
  });

  it('tells the targets of a route in order, and why one would not be asked', async () => {
    const { json } = await explain('/v1/chat/completions', { ...CHAT, model: 'steady' });
    expect(json).toMatchObject({
      route: 'steady',
      targets: [
        { provider: 'local', max_cost_usd: '0.01' },
        { provider: 'openai', request: null, refused_with: { code: 'provider.key_missing' } },
      ],
      allowed: true,
    });
  });

  it('tells the body in the words of the provider, and what it drops', async () => {
    const body = { ...CHAT, model: 'anthropic/claude-haiku-4-5', seed: 7 };
    const { json } = await explain('/v1/chat/completions', body);
    expect(json['targets']).toMatchObject([
      {
        provider: 'anthropic',
        request: { max_tokens: 10, messages: [{ role: 'user' }] },
        warnings: expect.arrayContaining([expect.objectContaining({ parameter: 'seed' })]),
      },
    ]);
    const gemini = await explain('/v1/messages', { ...CHAT, model: 'gemini/gemini-3-flash' });
    expect(gemini.json['targets']).toMatchObject([
      { provider: 'gemini', request: { contents: [{ role: 'user' }] } },
    ]);
  });

  it.each([
    ['by a budget', { ...CHAT, max_tokens: 16 }, {}, 'budget.exceeded'],
    ['by its own word', CHAT, { 'x-max-cost-usd': '0.001' }, 'budget.exceeded'],
  ])('answers 200 of a call that would be refused %s', async (_how, body, headers, code) => {
    const { status, json } = await explain('/v1/chat/completions', body, headers);
    expect([status, json]).toMatchObject([200, { explain: true, allowed: false, refused_with: { code } }]);
  });

  it.each<[string, string, object, string]>([
    [
      'one that the sandbox does not have',
      '/v1/chat/completions',
      { model: 'sandbox/openai/m' },
      'model.not_found',
    ],
    [
      'one of the sandbox that makes vectors',
      '/v1/chat/completions',
      { model: 'sandbox/sim/embedding' },
      'provider.rejected',
    ],
    [
      'one of the sandbox that makes none',
      '/v1/embeddings',
      { model: 'sandbox/sim/echo', input: 'x' },
      'provider.rejected',
    ],
    ['one of Gemini without a name', '/v1/chat/completions', { model: 'gemini/x/' }, 'request.invalid'],
    [
      'one of Gemini for vectors, without a name',
      '/v1/embeddings',
      { model: 'gemini/x/', input: 'x' },
      'request.invalid',
    ],
  ])('tells that a call would be refused for its model: %s', async (_what, path, body, code) => {
    const { status, json } = await explain(path, 'input' in body ? body : { ...CHAT, ...body });
    expect([status, json]).toMatchObject([200, { explain: true, allowed: false, refused_with: { code } }]);
  });

  it('leaves no row, and is not kept for an Idempotency-Key', async () => {
    await explain('/v1/chat/completions', CHAT, { 'idempotency-key': 'k' });
    const again = await explain('/v1/chat/completions', CHAT, { 'idempotency-key': 'k' });
    expect(again.json).toMatchObject({ explain: true });
    const recent = (await (await fetch(`${gateway.url}/calls/recent`)).json()) as { data: object[] };
    expect(recent.data).toEqual([]);
  });

  it('refuses an Idempotency-Key with which the call would be refused', async () => {
    const { status, json } = await explain('/v1/chat/completions', CHAT, {
      'idempotency-key': 'k'.repeat(256),
    });
    expect([status, json]).toMatchObject([400, { error: { param: 'idempotency-key' } }]);
  });

  it.each(['1', 'yes', ''])('asks nobody where it is neither told nor forbidden: %j', async (word) => {
    const { status, json } = await explain('/v1/chat/completions', CHAT, { 'x-tollgate-explain': word });
    expect([status, json]).toMatchObject([400, { error: { param: 'x-tollgate-explain' } }]);
  });

  it('refuses what is no request as ever', async () => {
    expect((await explain('/v1/chat/completions', { model: 'local/m' })).status).toBe(400);
  });
});
