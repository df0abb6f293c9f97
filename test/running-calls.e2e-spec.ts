import { createGate, sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { smallDelta } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { breachesOfAnswer } from './support/written-document.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const FAILURE = answerJson(500, { error: { message: 'out of order', type: 'server_error' } });
const MESSAGES = [{ role: 'user', content: 'canary prompt' }];

type Calls = readonly Readonly<Record<string, unknown>>[];

const chunk = (delta: object, finish?: string) => sseFrame(smallDelta(delta, finish));

describe.each([
  ['without a ledger', {}],
  ['with a ledger', { ADMIN_API_KEY: ADMIN_KEY }],
])('the last calls of a gateway %s', (_, settings) => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: FAILURE });
    gateway = await startGateway(
      settings,
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m }]`,
        'routes: [{ id: steady, targets: [{ provider: local, model: m }, { provider: local, model: n }] }]',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const recent = async (query = '') => {
    const headers = { 'x-api-key': ADMIN_KEY };
    const answer = await fetch(`${gateway.url}/calls/recent${query}`, { headers });
    const body = (await answer.json()) as { data: Calls };
    expect(breachesOfAnswer('/calls/recent', body)).toEqual([]);
    return body.data;
  };
  const ask = (body: object, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal) =>
    fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY, ...headers },
      body: JSON.stringify({ model: 'local/m', messages: MESSAGES, ...body }),
      ...(signal && { signal }),
    });

  it.each(['local/m', 'steady'])(
    'have a stream of %s that is being answered, and then its end',
    async (model) => {
      const gate = createGate();
      upstream.next(stream([chunk({ content: 'The' }), gate.opened, chunk({}, 'stop'), sseFrame('[DONE]')]));
      const answer = await ask({ model, stream: true });
      const [running] = await recent();
      expect(running).toMatchObject({
        outcome: 'pending',
        ended_at: null,
        model_asked: model,
        provider: 'local',
        stream: true,
        duration_ms: null,
        attempts: [],
      });
      expect(JSON.stringify(running)).not.toContain('canary');
      gate.open();
      await answer.text();
      const [ended] = await recent();
      expect(ended).toMatchObject({
        id: running?.['id'],
        started_at: running?.['started_at'],
        outcome: 'ok',
      });
    },
  );

  it('are found by when they began, up to a time and not at it', async () => {
    await ask({}, { 'x-request-id': 'timed' });
    const [last] = await recent('?limit=1');
    const startedMs = Date.parse(String(last?.['started_at']));
    const at = (ms: number) => new Date(startedMs + ms).toISOString();
    const found = async (query: string) =>
      (await recent(query)).some((call) => call['request_id'] === 'timed');
    expect(await found(`?from=${at(0)}&to=${at(1)}&limit=1`)).toBe(true);
    expect(await found(`?from=${at(1)}`)).toBe(false);
    expect(await found(`?to=${at(0)}`)).toBe(false);
  });

  it('are found by session, program and API while they run', async () => {
    const gate = createGate();
    upstream.next(stream([chunk({ content: 'The' }), gate.opened, chunk({}, 'stop'), sseFrame('[DONE]')]));
    const headers = { 'x-tollgate-session': 'talk-7', 'user-agent': 'clock/3' };
    const answer = await ask({ stream: true }, headers);
    const found = async (query: string) => (await recent(`?outcome=pending&${query}`)).length;
    for (const [name, here, elsewhere] of [
      ['session', 'talk-7', 'talk-8'],
      ['client', 'clock/3', 'clock/4'],
      ['surface', 'openai', 'gemini'],
    ] as const)
      expect([name, await found(`${name}=${here}`), await found(`${name}=${elsewhere}`)]).toEqual([
        name,
        1,
        0,
      ]);
    expect((await recent('?outcome=pending'))[0]).toMatchObject({
      session: 'talk-7',
      client: 'clock/3',
      surface: 'openai',
    });
    gate.open();
    await answer.text();
  });

  it('show no call as running once its caller is gone', async () => {
    const caller = new AbortController();
    upstream.next(stream([chunk({ content: 'The' })], { ending: 'hang' }));
    const answer = await ask({ stream: true }, { 'x-request-id': 'left' }, caller.signal);
    expect((await recent())[0]).toMatchObject({ outcome: 'pending' });
    caller.abort();
    await answer.text().catch(() => undefined);
    await gateway.logLine((line) => line['request_id'] === 'left');
    expect((await recent())[0]).toMatchObject({ outcome: 'cancelled' });
  });

  it('show no call as running that was refused or failed', async () => {
    const bodies = [
      {},
      { stream: true },
      { model: 'steady' },
      { temperature: 5 },
      { temperature: 'warm' },
      { n: 1_000 },
      { n: 0 },
      { messages: [] },
      { messages: [{ role: 'nobody', content: 'x' }] },
      { messages: [{ role: 'user', content: 7 }] },
      { max_tokens: -1 },
      { stop: {} },
      { tools: [{ type: 'function' }] },
      { stream: true, stream_options: 7 },
      { model: 'local/' },
      { model: 'nobody/m' },
      { model: 7 },
    ];
    const statuses = await Promise.all(bodies.map(async (body) => (await ask(body)).status));
    expect(statuses.every((status) => status >= 400)).toBe(true);
    expect((await ask({}, { 'x-tollgate-explain': 'true' })).status).toBe(200);
    expect((await recent()).filter(({ outcome }) => outcome === 'pending')).toEqual([]);
  });
});
