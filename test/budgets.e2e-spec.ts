import { createHmac } from 'node:crypto';
import { Governance } from '../src/governance/governance.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallChunk, smallDelta } from './support/small-completion.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** Output alone costs something: 10 tokens cost 0.01 dollars, and a request is bounded by what it asks for. */
const PRICE = 'input_usd_per_million: 0, output_usd_per_million: 1000';
const PRICES = `{ m: { ${PRICE} }, p: { ${PRICE}, priority_factor: 3 } }`;
const USAGE = { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 };
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: USAGE,
};
const chunk = (delta: object, finish?: string) => sseFrame(smallDelta(delta, finish));
const STREAM = [
  chunk({ role: 'assistant', content: 'Hi' }),
  chunk({}, 'stop'),
  sseFrame(smallChunk([], { usage: USAGE })),
  'data: [DONE]\n\n',
];
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

/** Whole or streamed, as it is asked; to other paths vectors. */
const answerAll: Script = (exchange) => {
  const { path, body } = exchange.request;
  if (path.endsWith('/embeddings')) {
    const data = [{ object: 'embedding', index: 0, embedding: [0.5] }];
    return answerJson(200, {
      object: 'list',
      data,
      model: 'm',
      usage: { prompt_tokens: 5, total_tokens: 5 },
    })(exchange);
  }
  return body?.['stream'] === true ? stream(STREAM)(exchange) : answerJson(200, ANSWER)(exchange);
};

/** Each asks for 10 tokens at most. */
const WAYS: [path: string, body: object][] = [
  ['/v1/chat/completions', HELLO],
  ['/v1/chat/completions', { ...HELLO, stream: true, stream_options: { include_usage: true } }],
  ['/v1/completions', { model: 'local/m', prompt: 'hello', max_tokens: 10 }],
  ['/v1/responses', { model: 'local/m', input: 'hello', max_output_tokens: 10 }],
  ['/v1/messages', HELLO],
  ['/v1/messages', { ...HELLO, stream: true }],
  ['/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10 }],
  ['/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10, stream: true }],
  [
    '/v1beta/models/local/m:generateContent',
    { contents: [{ parts: [{ text: 'hello' }] }], generationConfig: { maxOutputTokens: 10 } },
  ],
];

describe('a budget', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;

  const open = async (budgets: string, texts: Readonly<Record<string, string>> = {}) => {
    gateway = await startGateway(
      texts,
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        budgets,
      ].join('\n'),
    );
  };
  const ask = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const windowOf = () =>
    gateway.app
      .get(Governance)
      .book.windowOf({ scope: { kind: 'everything', id: '' }, per: 'total' }, Date.now());

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerAll });
  });
  afterEach(() => gateway.close());
  afterAll(() => upstream.close());

  const everything = (usd: string) =>
    `budgets: { everything: { budgets: [{ budget_usd: ${usd}, per: total }] } }`;

  it.each(WAYS)(
    'for exactly 20 requests to %s lets 20 of 50 callers in, and refuses 30',
    async (path, body) => {
      await open(everything('"0.2"'));
      const asked = upstream.requests.length;
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(path, body)));
      const isMessages = path === '/v1/messages';
      const count = (status: number) => answers.filter((answer) => answer.status === status).length;
      expect([count(200), count(isMessages ? 429 : 402)]).toEqual([20, 30]);
      expect(upstream.requests.length - asked).toBe(20);
      const { spent, reserved } = windowOf();
      expect([spent, reserved]).toEqual([200_000_000_000n, 0n]);
    },
  );

  it('says in each surface’s words which budget has no room, and how it stands', async () => {
    await open(everything('"0.005"'));
    const budget = {
      scope: 'everything',
      budget_usd: '0.005',
      per: 'total',
      spent_usd: '0',
      reserved_usd: '0',
      needed_usd: '0.01',
      resets_at: null,
    };
    const openai = await ask('/v1/chat/completions', HELLO);
    expect([openai.status, JSON.parse(openai.text)]).toMatchObject([
      402,
      { error: { type: 'insufficient_quota', code: 'budget_exceeded', param: null, budget } },
    ]);
    expect(openai.headers.get('x-should-retry')).toBe('false');
    expect(openai.headers.get('retry-after')).toBeNull();
    const agent = await ask('/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10 });
    expect([agent.status, JSON.parse(agent.text)]).toMatchObject([
      402,
      { status: 'error', error: { code: 'budget.exceeded', retryable: false, budget } },
    ]);
    const anthropic = await ask('/v1/messages', HELLO);
    expect([anthropic.status, JSON.parse(anthropic.text)]).toMatchObject([
      429,
      { type: 'error', error: { type: 'billing_error', budget } },
    ]);
    expect(anthropic.headers.get('x-should-retry')).toBe('false');
    const google = await ask('/v1beta/models/local/m:generateContent', {
      contents: [{ parts: [{ text: 'hello' }] }],
      generationConfig: { maxOutputTokens: 10 },
    });
    expect([google.status, JSON.parse(google.text)]).toMatchObject([
      402,
      { error: { code: 402, status: 'RESOURCE_EXHAUSTED', budget } },
    ]);
  });

  describe('that names a route for calls that it has no room for', () => {
    const thrift = (usdPerMillion: number) => `providers:
  - { id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: { m: { ${PRICE} }, vectors: { input_usd_per_million: 100, output_usd_per_million: 0 } } }
  - { id: thrift, base_url: "${upstream.origin}/v1", default_model: m, prices: { m: { input_usd_per_million: 0, output_usd_per_million: ${usdPerMillion} } } }
routes: [{ id: cheap, targets: [{ provider: thrift, model: m }] }]
budgets: { everything: { budgets: [{ budget_usd: "0.015", per: total, on_exhaust: { downgrade_to: cheap } }] } }`;
    const openThrift = async (usdPerMillion: number) => {
      gateway = await startGateway({}, thrift(usdPerMillion));
      const first = await ask('/v1/chat/completions', HELLO);
      expect([first.status, first.headers.get('x-tollgate-provider')]).toEqual([200, 'local']);
      expect(first.headers.get('x-tollgate-warnings')).toBeNull();
    };

    it('has the route answer, on all ways, and says so', async () => {
      await openThrift(1);
      for (const [path, body] of WAYS) {
        const { headers, status, text } = await ask(path, body);
        const told = `${JSON.stringify([...headers])} ${text}`;
        expect([path, status]).toEqual([path, 200]);
        expect(told).toMatch(/"(x-tollgate-)?provider"[:,]"thrift"/);
        expect(told).toContain('the route cheap answers instead');
      }
      const spent = 10_000_000_000n + BigInt(WAYS.length) * 10_000_000n;
      expect(windowOf()).toMatchObject({ spent, reserved: 0n });
      const calls = await (await fetch(`${gateway.url}/calls/recent?limit=1`)).json();
      expect(calls).toMatchObject({
        data: [
          { warnings: [{ action: 'changed' }], attempts: [{ provider: 'thrift', reason: 'downgrade' }] },
        ],
      });
      const explained = await ask('/v1/chat/completions', HELLO, { 'x-tollgate-explain': 'true' });
      expect(JSON.parse(explained.text)).toMatchObject({
        route: 'cheap',
        allowed: true,
        targets: [{ provider: 'thrift', warnings: [{ action: 'changed' }], max_cost_usd: '0.00001' }],
      });
    });

    it('refuses embeddings, which another model would make in another space', async () => {
      await openThrift(1);
      const asked = upstream.requests.length;
      const refused = await ask('/v1/embeddings', { model: 'local/vectors', input: 'x'.repeat(1_000) });
      expect([refused.status, upstream.requests.length - asked]).toEqual([402, 0]);
      expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'budget_exceeded' } });
    });

    it('refuses what has no room for the route either', async () => {
      await openThrift(600);
      const refused = await ask('/v1/chat/completions', HELLO);
      expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
        402,
        { error: { code: 'budget_exceeded', budget: { spent_usd: '0.01', needed_usd: '0.006' } } },
      ]);
      expect(windowOf()).toMatchObject({ reserved: 0n });
    });
  });

  it('of one request is what its caller says', async () => {
    await open('');
    const refused = await ask('/v1/chat/completions', HELLO, { 'x-max-cost-usd': '0.0099' });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      402,
      { error: { budget: { scope: 'request', budget_usd: '0.0099', needed_usd: '0.01' } } },
    ]);
    expect((await ask('/v1/chat/completions', HELLO, { 'x-max-cost-usd': '0.01' })).status).toBe(200);
    expect((await ask('/v1/chat/completions', HELLO, { 'x-max-cost-usd': 'a lot' })).status).toBe(400);
  });

  it.each<[string, object, string]>([
    ['has no price here', { web_search_options: {} }, 'Leave it out,'],
    ['is asked of a model without one', { model: 'local/other' }, 'The operator may set its price'],
    ['has no end', { max_tokens: undefined }, 'Set max_completion_tokens.'],
  ])('of one request, whose caller has no budget, is named where what it %s', async (_, fields, wayOut) => {
    await open('');
    const { status, text } = await ask(
      '/v1/chat/completions',
      { ...HELLO, ...fields },
      { 'x-max-cost-usd': '1' },
    );
    expect([status, text]).toEqual([
      402,
      expect.stringContaining(`, and this request is under the bound of x-max-cost-usd. ${wayOut}`),
    ]);
    expect(text).not.toContain('a budget');
  });

  it('refuses a model whose price is not known, and one whose answer has no bound', async () => {
    await open(everything('1'));
    const unpriced = await ask('/v1/chat/completions', { ...HELLO, model: 'local/other' });
    expect([unpriced.status, unpriced.text]).toEqual([402, expect.stringContaining('unknown_price')]);
    expect(unpriced.text).toContain('and this request is under a budget.');
    const { max_tokens: _none, ...unbounded } = HELLO;
    const endless = await ask('/v1/chat/completions', unbounded);
    expect([endless.status, endless.text]).toEqual([402, expect.stringContaining('max_completion_tokens')]);
    expect(windowOf()).toMatchObject({ spent: 0n, reserved: 0n });
  });

  it('lets a model without a known price pass where the operator allows it', async () => {
    await open(`${everything('1')}\nunknown_price: allow`);
    expect((await ask('/v1/chat/completions', { ...HELLO, model: 'local/other' })).status).toBe(200);
  });

  it('refuses what has a price beside its tokens, unless the operator allows what is not known', async () => {
    const gemini = { contents: [{ parts: [{ text: 'hello' }] }], generationConfig: { maxOutputTokens: 10 } };
    const asked: [path: string, body: object][] = [
      ['/v1/chat/completions', { ...HELLO, service_tier: 'priority' }],
      ['/v1/chat/completions', { ...HELLO, stream: true, web_search_options: {} }],
      ['/v1/messages', { ...HELLO, tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
      ['/v1beta/models/local/m:generateContent', { ...gemini, tools: [{ googleSearch: {} }] }],
    ];
    await open(everything('1'));
    for (const [path, body] of asked) {
      const { status, text } = await ask(path, body);
      expect([path, status]).toEqual([path, path === '/v1/messages' ? 429 : 402]);
      expect(text).toContain('unknown_price: allow');
    }
    expect((await ask('/v1/chat/completions', { ...HELLO, service_tier: 'flex' })).status).toBe(200);
    const explained = await ask('/v1/chat/completions', asked[0]![1], { 'x-tollgate-explain': 'true' });
    expect(JSON.parse(explained.text)).toMatchObject({ allowed: false, targets: [{ max_cost_usd: null }] });
    await gateway.close();
    await open(`${everything('1')}\nunknown_price: allow`);
    expect((await ask(...asked[0]!)).status).toBe(200);
  });

  it('reserves for tools that a request does not bound as many calls as the operator says', async () => {
    const openai = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${upstream.origin}/v1` };
    const searching = {
      model: 'openai/gpt-4o',
      input: 'hello',
      tools: [{ type: 'web_search' }],
    };
    const explain = async () => {
      const { text } = await ask('/v1/responses', searching, { 'x-tollgate-explain': 'true' });
      return JSON.parse(text) as object;
    };
    await open(everything('3'), openai);
    expect(await explain()).toMatchObject({
      allowed: false,
      targets: [{ max_cost_usd: null }],
      refused_with: { message: expect.stringContaining('provider_tool_calls') as string },
    });
    await gateway.close();
    await open(`${everything('3')}\nprovider_tool_calls: 2`, openai);
    // 128,000 tokens at $2.50 a million, three times, and as many of output at $10; two searches at $10 a thousand
    expect(await explain()).toMatchObject({ allowed: true, targets: [{ max_cost_usd: '2.26' }] });
  });

  it('has room for what a dearer service costs, where that is known', async () => {
    await open(everything('0.05'));
    const priority = { ...HELLO, model: 'local/p', service_tier: 'priority' };
    upstream.next(answerJson(200, { ...ANSWER, model: 'p', service_tier: 'priority' }));
    const [one, two] = await Promise.all(
      [priority, priority].map((body) => ask('/v1/chat/completions', body)),
    );
    expect([one!.status, two!.status].toSorted((a, b) => a - b)).toEqual([200, 402]);
    expect(windowOf()).toMatchObject({ spent: 30_000_000_000n, reserved: 0n });
  });

  it('of a selector is about calls with its tags alone', async () => {
    await open(
      'budgets: { selectors: { apollo: { match: { tag.project: apollo }, budgets: [{ budget_usd: "0.01", per: day }] } } }',
    );
    const tags = { 'x-tollgate-tags': 'project=apollo,env=ci' };
    expect((await ask('/v1/chat/completions', HELLO, tags)).status).toBe(200);
    const refused = await ask('/v1/chat/completions', HELLO, tags);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      402,
      { error: { budget: { scope: 'selector:apollo', spent_usd: '0.01', resets_at: expect.any(String) } } },
    ]);
    expect((await ask('/v1/chat/completions', HELLO)).status).toBe(200);
    expect((await ask('/v1/chat/completions', HELLO, { 'x-tollgate-tags': 'project' })).status).toBe(400);
  });

  it('is not charged for embeddings that cost nothing, nor for what a provider refuses', async () => {
    await open(everything('0.02'));
    expect((await ask('/v1/embeddings', { model: 'local/m', input: 'hello' })).status).toBe(200);
    upstream.next(answerJson(400, { error: { message: 'no', type: 'invalid_request_error' } }));
    expect((await ask('/v1/chat/completions', HELLO)).status).toBe(400);
    expect(windowOf()).toMatchObject({ spent: 0n, reserved: 0n });
  });

  it('is told of at 80 and 95 percent, once each, in metrics and by a signed webhook', async () => {
    const hook = await ScriptedUpstream.start({ fallback: answerJson(200, {}) });
    await open(
      `${everything('"0.1"')}\nbudget_webhook: { url: "${hook.origin}/hook", secret_variable: HOOK_SECRET }`,
      { HOOK_SECRET: 'canary-of-a-hook' },
    );
    hook.next((exchange) => {
      exchange.sendHead(302, { location: `${hook.origin}/elsewhere` });
      exchange.end();
    });
    await Promise.all(Array.from({ length: 20 }, () => ask('/v1/chat/completions', HELLO)));
    while (hook.requests.length < 3) await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(hook.requests.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
    const told = hook.requests.map(({ headers, rawBody }) => {
      const timestamp = String(headers['x-tollgate-timestamp']);
      const signed = createHmac('sha256', 'canary-of-a-hook').update(`${timestamp}.${String(rawBody)}`);
      expect(headers['x-tollgate-signature']).toBe(`sha256=${signed.digest('hex')}`);
      return JSON.parse(String(rawBody)) as { readonly id: string; readonly threshold_percent: number };
    });
    expect(
      told.map(({ threshold_percent }) => threshold_percent).toSorted((one, other) => one - other),
    ).toEqual([80, 80, 95]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
    const delivered = 'tollgate_budget_webhooks_total{outcome="delivered"} 2';
    let metrics = '';
    // it is counted once its answer has come
    while (!metrics.includes(delivered)) metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    for (const percent of [80, 95])
      expect(metrics).toContain(
        `tollgate_budget_thresholds_total{scope="everything",per="total",percent="${percent}"} 1`,
      );
    expect(gateway.logText()).not.toContain('canary-of-a-hook');
    await hook.close();
  });

  it('lets 20 of 50 callers in where somebody is told of it, and where budgets fail open', async () => {
    const hook = await ScriptedUpstream.start({ fallback: answerJson(200, {}) });
    const told = `budget_webhook: { url: "${hook.origin}/hook", secret_variable: HOOK_SECRET }`;
    await open(`${everything('"0.2"')}\n${told}\nbudget_fail: open`, { HOOK_SECRET: 'canary-of-a-hook' });
    const asked = upstream.requests.length;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => ask('/v1/chat/completions', { ...HELLO, stream: at % 2 === 0 })),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(200), count(402), upstream.requests.length - asked]).toEqual([20, 30, 20]);
    expect(windowOf()).toMatchObject({ spent: 200_000_000_000n, reserved: 0n });
    expect(answers.some(({ headers }) => headers.has('x-tollgate-budget-unchecked'))).toBe(false);
    while (hook.requests.length < 2) await new Promise((resolve) => void setTimeout(resolve, 20));
    const percents = hook.requests.map(({ body }) => Number(body?.['threshold_percent']));
    expect(percents.toSorted((one, other) => one - other)).toEqual([80, 95]);
    await hook.close();
  });

  it('says what is left of it', async () => {
    await open(everything('0.02'));
    const answer = await ask('/v1/chat/completions', HELLO);
    expect(answer.headers.get('x-tollgate-budget-remaining-usd')).toBe('0.01');
  });
});

describe('a limit', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerAll });
  });
  afterEach(() => gateway.close());
  afterAll(() => upstream.close());

  const open = async (limits: string) => {
    gateway = await startGateway(
      {},
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        `budgets: { everything: { limits: ${limits} } }`,
      ].join('\n'),
    );
  };
  const ask = (body: object = HELLO, path = '/v1/chat/completions') =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('on requests lets 20 of 50 callers in, and says when to come again', async () => {
    await open('[{ requests: 20, per: minute }]');
    const beganMs = performance.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    const tookSeconds = (performance.now() - beganMs) / 1_000;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    for (const { headers } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(55 - tookSeconds);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(61);
    }
    expect(await refused[0]?.json()).toMatchObject({
      error: {
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        limit: {
          scope: 'everything',
          kind: 'requests',
          limit: 20,
          remaining: 0,
          resets_at: expect.any(String),
        },
      },
    });
  });

  it('is told as OpenAI tells its own, of tokens by what calls came to', async () => {
    await open('[{ requests: 20, per: minute }, { tokens: 1000, per: minute }]');
    await (await ask()).text();
    const { headers, status } = await ask({ ...HELLO, stream: true });
    expect(status).toBe(200);
    expect(headers.get('x-ratelimit-limit-requests')).toBe('20');
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('18');
    expect(headers.get('x-ratelimit-reset-requests')).toMatch(/^(1m[01]s|\d+s)$/);
    expect(headers.get('x-ratelimit-limit-tokens')).toBe('1000');
    const left = Number(headers.get('x-ratelimit-remaining-tokens'));
    expect(left).toBeGreaterThan(900);
    expect(left).toBeLessThan(985);
  });

  it('of one model is about that model alone', async () => {
    await open('[{ requests: 1, per: hour, model: "local/m" }]');
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
    expect((await ask({ ...HELLO, model: 'local/other' })).status).toBe(200);
  });

  it('on calls at once is about those that are under way', async () => {
    await open('[{ concurrent: 2 }]');
    const gate = Promise.withResolvers<void>();
    const asked = upstream.requests.length;
    for (let call = 0; call < 2; call += 1)
      upstream.next(async (exchange) => {
        await gate.promise;
        await answerAll(exchange);
      });
    const underWay = [ask(), ask()];
    while (upstream.requests.length < asked + 2) await new Promise(setImmediate);
    for (const { status, headers } of await Promise.all([ask(), ask()]))
      expect([status, headers.get('retry-after')]).toEqual([429, '1']);
    gate.resolve();
    const answers = await Promise.all(underWay);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await Promise.all(answers.map((answer) => answer.text()));
    expect((await ask()).status).toBe(200);
  });
});
