import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { breachesOfAnswer } from './support/written-document.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PRICES = '{ m: { input_usd_per_million: 100, output_usd_per_million: 1000 } }';
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm-2026',
  choices: [{ index: 0, message: { role: 'assistant', content: 'the canary sings' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 5,
    completion_tokens: 10,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 2 },
    completion_tokens_details: { reasoning_tokens: 4 },
  },
};
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'a canary?' }] };

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string | null;
}

describe('the ledger', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, ANSWER) });
    gateway = await startGateway(
      {},
      [
        'providers:',
        `  - { id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`,
        `  - { id: other, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES},`,
        "      parameter_rules: [{ models: ['*'], rules: { seed: { action: drop } } }] }",
        'routes: [{ id: steady, targets: [{ provider: local }, { provider: other }] }]',
        'budgets: { everything: { budgets: [{ budget_usd: "1", per: day }] } }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = (headers: Readonly<Record<string, string>> = {}, body: object = HELLO) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'tests/1', ...headers },
      body: JSON.stringify(body),
    });
  const read = async (path: string) => (await (await fetch(gateway.url + path)).json()) as Page;

  it('has a row of a call as soon as it is answered, and never what was asked or answered', async () => {
    const answer = await ask({
      'x-request-id': 'r-of-a-row',
      'x-tollgate-tags': 'project=apollo',
      'x-tollgate-session': 's-1',
    });
    expect(answer.status).toBe(200);
    const page = await read('/calls/recent?session=s-1');
    expect(page).toMatchObject({
      next: null,
      data: [
        {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          request_id: 'r-of-a-row',
          session: 's-1',
          key: null,
          tags: { project: 'apollo' },
          client: 'tests/1',
          surface: 'openai',
          provider: 'local',
          model_asked: expect.stringContaining('m'),
          model_sent: 'm',
          model_answered: 'm-2026',
          stream: false,
          tokens: {
            input: 5,
            cache_read: 2,
            output: 10,
            reasoning: 4,
            total: 15,
            audio: null,
            estimated: false,
          },
          cost_usd: '0.0105',
          cost_source: 'operator',
          outcome: 'ok',
          finish_reason: 'stop',
          status: 200,
          error_code: null,
          affinity: null,
          warnings: [],
          cost_parts_usd: {
            input: '0.0005',
            cache_read: '0',
            cache_write: '0',
            output: '0.006',
            reasoning: '0.004',
            audio: '0',
            searches: '0',
          },
          attempts: [
            {
              provider: 'local',
              outcome: 'ok',
              cost_usd: '0.0105',
              started_at: expect.stringMatching(/^20.*Z$/),
              reason: 'named',
              after: null,
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(page)).not.toContain('canary');
    const [{ started_at }] = page.data as [{ readonly started_at: string }];
    const joined = await read('/sessions?session=s-1');
    const tokens = { input: 5, cache_read: 2, cache_write: 0, output: 10, reasoning: 4, total: 15, audio: 0 };
    const sums = { requests: 1, failed: 0, tokens, cost_usd: '0.0105', unpriced_requests: 0 };
    expect(joined).toEqual({
      data: [{ session: 's-1', client: 'tests/1', started_at, last_at: started_at, ...sums }],
      next: null,
    });
    expect(breachesOfAnswer('/sessions', joined)).toEqual([]);
    const firstTokens = await read('/first-tokens?session=s-1');
    expect(firstTokens.data).toEqual([{ streams: 0, p50_ms: null, p95_ms: null, p99_ms: null }]);
    expect(breachesOfAnswer('/first-tokens', firstTokens)).toEqual([]);
  });

  it('tells what was left out of a request by its own API', async () => {
    const answer = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tollgate-session': 's-words' },
      body: JSON.stringify({ ...HELLO, context_management: { edits: [] } }),
    });
    expect(answer.headers.get('x-tollgate-warnings')).toContain('"context_management"');
    const [call] = (await read('/calls/recent?session=s-words')).data;
    expect(call).toMatchObject({ warnings: [{ action: 'dropped', parameter: 'context_management' }] });
  });

  it('tells when and why each target was asked, and what its caller was warned of', async () => {
    upstream.next(answerJson(503, { error: { message: 'down' } }));
    const answer = await ask({ 'x-tollgate-session': 's-detail' }, { ...HELLO, model: 'steady', seed: 7 });
    expect(answer.status).toBe(200);
    const told = JSON.parse(answer.headers.get('x-tollgate-warnings')!) as object[];
    expect(told).toMatchObject([{ parameter: 'seed', action: 'dropped' }]);
    const [call] = (await read('/calls/recent?session=s-detail')).data;
    expect(call).toMatchObject({
      warnings: [{ action: 'dropped', parameter: 'seed', model: null }],
      affinity: 'initialize',
      attempts: [
        { provider: 'local', outcome: 'failed', reason: 'route_first', after: null },
        { provider: 'other', outcome: 'ok', reason: 'fallback', after: 'provider.unavailable' },
      ],
    });
    const { started_at, ended_at, attempts } = call as {
      readonly [name: string]: string;
    } & { readonly attempts: readonly { readonly started_at: string }[] };
    const times = [started_at, ...attempts.map((attempt) => attempt.started_at), ended_at].map((time) =>
      Date.parse(time!),
    );
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it('tells of an only attempt how long its provider took, and of the gateway’s own time apart', async () => {
    await ask({ 'x-tollgate-session': 's-apart' });
    const [call] = (await read('/calls/recent?session=s-apart')).data;
    const { attempts, duration_ms, overhead_ms } = call as {
      readonly attempts: readonly [{ readonly duration_ms: number }];
      readonly duration_ms: number;
      readonly overhead_ms: number;
    };
    expect(overhead_ms).toBeGreaterThanOrEqual(0); // told to a tenth of a millisecond
    expect(attempts[0].duration_ms + overhead_ms).toBeCloseTo(duration_ms, 0);
  });

  it('has a row of what was refused and of what failed, at no cost', async () => {
    const dear = await ask({ 'x-tollgate-session': 's-2', 'x-max-cost-usd': '0' });
    upstream.next(answerJson(500, { error: { message: 'down' } }));
    const failed = await ask({ 'x-tollgate-session': 's-2' });
    expect([dear.status, failed.status]).toEqual([402, 502]);
    const { data } = await read('/calls/recent?session=s-2');
    expect(
      data.map(({ outcome, cost_usd, error_code, status }) => [outcome, cost_usd, error_code, status]),
    ).toEqual([
      ['failed', '0', 'provider.unavailable', 502],
      ['refused', '0', 'budget.exceeded', 402],
    ]);
  });

  it('tells usage by groups, as JSON, CSV and lines', async () => {
    await ask({ 'x-tollgate-session': 's-3', 'x-tollgate-tags': 'project=zeus' });
    await ask({ 'x-tollgate-session': 's-3', 'x-tollgate-tags': 'project=zeus' });
    const day = new Date(Date.now()).toISOString().slice(0, 10);
    expect(await read('/usage?group_by=day,tag.project&session=s-3')).toEqual({
      data: [
        {
          day,
          'tag.project': 'zeus',
          requests: 2,
          failed: 0,
          tokens: { input: 10, cache_read: 4, cache_write: 0, output: 20, reasoning: 8, total: 30, audio: 0 },
          cost_usd: '0.021',
          unpriced_requests: 0,
        },
      ],
    });
    const csv = await fetch(`${gateway.url}/usage?group_by=model&session=s-3`, {
      headers: { accept: 'text/csv' },
    });
    expect([csv.headers.get('content-type'), await csv.text()]).toEqual([
      'text/csv; charset=utf-8',
      'model,requests,failed,tokens_input,tokens_cache_read,tokens_cache_write,tokens_output,tokens_reasoning,tokens_total,tokens_audio,cost_usd,unpriced_requests\r\nm,2,0,10,4,0,20,8,30,0,0.021,0\r\n',
    ]);
    const none = await fetch(`${gateway.url}/usage?group_by=day,model&session=none&format=csv`);
    expect(await none.text()).toBe(
      'day,model,requests,failed,tokens_input,tokens_cache_read,tokens_cache_write,tokens_output,tokens_reasoning,tokens_total,tokens_audio,cost_usd,unpriced_requests\r\n',
    );
    const lines = await (await fetch(`${gateway.url}/usage?session=s-3&format=jsonl`)).text();
    expect(JSON.parse(lines)).toMatchObject({ requests: 2 });
  });

  it('tells tokens of sound beside the others, in tables too', async () => {
    const heard = {
      prompt_tokens_details: { audio_tokens: 2 },
      completion_tokens_details: { audio_tokens: 3 },
    };
    upstream.next(answerJson(503, { error: { message: 'down' } }));
    upstream.next(answerJson(200, { ...ANSWER, usage: { ...ANSWER.usage, ...heard } }));
    await ask({ 'x-tollgate-session': 's-sound' }, { ...HELLO, model: 'steady' });
    const { data } = await read('/calls/recent?session=s-sound');
    const tokens = { input: 5, output: 10, total: 15, audio: 5 };
    expect(data).toMatchObject([{ tokens, attempts: [{ tokens: { audio: null } }, { tokens }] }]);
    expect((await read('/usage?session=s-sound')).data).toMatchObject([{ tokens }]);
    const csv = await fetch(`${gateway.url}/calls/recent?session=s-sound&format=csv`);
    expect(await csv.text()).toContain(',tokens_total,tokens_audio,tokens_estimated,');
  });

  it('is read in pages, the newest first', async () => {
    const first = await read('/calls/recent?limit=1&session=s-3');
    expect([first.data.length, first.next]).toEqual([1, first.data[0]?.['id']]);
    const second = await read(`/calls/recent?limit=1&session=s-3&after=${first.next}`);
    expect([second.data.length, second.next]).toEqual([1, null]);
  });

  it.each([
    ['/usage?group_by=colour', 'group_by'],
    ['/usage?modle=m', 'modle'],
    ['/usage?from=yesterday', 'from'],
    ['/calls/recent?limit=0', 'limit'],
    ['/calls/recent?after=zzz', 'after'],
    ['/sessions?after=01a22fe910470000fcdecbafc7c5a12', 'after'],
    ['/usage?format=xml', 'format'],
  ])('refuses %s, naming what is wrong', async (path, param) => {
    const answer = await fetch(gateway.url + path);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { code: 'request.invalid', param } },
    ]);
  });
});

describe('a gateway without a ledger', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway()));
  afterAll(() => gateway.close());

  it('remembers the last calls', async () => {
    await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'r-remembered',
        'user-agent': 'tests/1',
        'x-tollgate-session': 's',
      },
      body: JSON.stringify({ model: 'sandbox/sim/echo', messages: [{ role: 'user', content: 'hello' }] }),
    });
    const { data } = (await (await fetch(`${gateway.url}/calls/recent`)).json()) as Page;
    expect(data).toMatchObject([
      {
        request_id: 'r-remembered',
        session: 's',
        client: 'tests/1',
        surface: 'openai',
        provider: 'sandbox',
        outcome: 'ok',
        cost_usd: '0',
        warnings: [],
        cost_parts_usd: null,
        overhead_ms: expect.any(Number),
        attempts: [{ started_at: expect.stringMatching(/^20.*Z$/), reason: 'named', after: null }],
      },
    ]);
    expect((await fetch(`${gateway.url}/usage`)).status).toBe(404);
  });
});
