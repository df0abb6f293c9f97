import { startPostgres, type PostgresServer } from './support/postgres-server.js';
import { describeWithPostgres } from './support/real-servers.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { SMALL_COMPLETION } from './support/small-completion.js';

const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = JSON.stringify({
  model: 'local/m',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
});

interface UsageRow {
  readonly outcome: string;
  readonly requests: number;
}

describeWithPostgres('two nodes over one PostgreSQL', (programs) => {
  let server: PostgresServer;
  let upstream: ScriptedUpstream;
  let nodes: readonly RunningGateway[];
  let hook: ScriptedUpstream;
  beforeAll(async () => {
    server = await startPostgres(programs);
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    hook = await ScriptedUpstream.start({ fallback: answerJson(200, {}) });
    const DATABASE_URL = await server.newDatabase();
    const file = [
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
      'budgets: { everything: { budgets: [{ budget_usd: "0.2", per: total }] } }',
      `budget_webhook: { url: "${hook.origin}/", secret_variable: HOOK_SECRET }`,
    ].join('\n');
    // A busy machine may need longer than the gateway waits by default.
    const patient = { DATABASE_CONNECT_TIMEOUT_MS: '60000', DATABASE_QUERY_TIMEOUT_MS: '60000' };
    const texts = { DATABASE_URL, HOOK_SECRET: 's', ...patient };
    nodes = await Promise.all([startGateway(texts, file), startGateway(texts, `${file}\nbudget_fail: open`)]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await upstream.close();
    await hook.close();
    await server.close();
  });

  const usage = async () => {
    const answer = await fetch(`${nodes[1]!.url}/usage?group_by=outcome`);
    return ((await answer.json()) as { readonly data: readonly UsageRow[] }).data;
  };
  /** As the second node tells it beforehand. */
  const standing = async () => {
    const answer = await fetch(`${nodes[1]!.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tollgate-explain': 'true' },
      body: HELLO,
    });
    return (await answer.json()) as object;
  };
  const refusedIn = (rows: readonly UsageRow[]) =>
    rows.find(({ outcome }) => outcome === 'refused')?.requests ?? 0;

  it('let 20 of 50 callers in together, with a webhook and one of them in open mode, and keep one ledger', async () => {
    expect(await standing()).toMatchObject({
      budgets: [{ spent_usd: '0', remaining_usd: '0.2' }],
      allowed: true,
    });
    const ask = (at: number) =>
      fetch(`${nodes[at % 2]!.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: HELLO,
      });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => ask(at)));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(200), count(402), upstream.requests.length]).toEqual([20, 30, 20]);
    expect(await standing()).toMatchObject({
      budgets: [{ spent_usd: '0.2', reserved_usd: '0', remaining_usd: '0' }],
      allowed: false,
      refused_with: { code: 'budget.exceeded', budget: { spent_usd: '0.2' } },
    });
    // nobody waits for the rows of what was refused
    for (let rows = 0; rows < 30; rows = refusedIn(await usage())) continue;
    expect(await usage()).toMatchObject([
      { outcome: 'ok', requests: 20, cost_usd: '0.2' },
      { outcome: 'refused', requests: 30, cost_usd: '0' },
    ]);
  });

  it('tell of a budget that runs out once, whichever of them notices', async () => {
    while (hook.requests.length < 2) await new Promise((resolve) => void setTimeout(resolve, 20));
    const told = hook.requests.map(({ body }) => Number(body?.['threshold_percent']));
    expect(told.toSorted((one, other) => one - other)).toEqual([80, 95]);
  });

  it('refuse names that no database keeps, and say when it is away', async () => {
    const status = async (path: string) => (await fetch(nodes[0]!.url + path)).status;
    expect(await status('/usage?user=%00')).toBe(400);
    await server.stop();
    const answer = await fetch(`${nodes[0]!.url}/usage`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ error: { code: 'gateway.store_away', retryable: true } });
    await server.start();
    expect(await status('/usage')).toBe(200);
  });

  it('start without it, let nobody in that they cannot know, and come to it by themselves', async () => {
    const DATABASE_URL = await server.newDatabase();
    await server.stop();
    const late = await startGateway({ DATABASE_URL });
    const ready = async () => {
      const answer = await fetch(`${late.url}/health/ready`);
      return [answer.status, await answer.json()];
    };
    const ask = async (headers: Record<string, string>) => {
      const answer = await fetch(`${late.url}/v1/models`, { headers });
      return [answer.status, answer.headers.get('retry-after')];
    };
    expect(await ready()).toEqual([503, { status: 'starting', store: 'away' }]);
    expect((await fetch(`${late.url}/health/live`)).status).toBe(200);
    const key = `tg_abcdefgh_${'x'.repeat(43)}`;
    expect([await ask({}), await ask({ authorization: `Bearer ${key}` })]).toEqual([
      [503, '1'],
      [503, '1'],
    ]);
    // nobody can say whether the key is good: none of these has failed
    const logIns = Array.from({ length: 12 }, async () => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ key });
      return (await fetch(`${late.url}/console/session`, { method: 'POST', headers, body })).status;
    });
    expect(new Set(await Promise.all(logIns))).toEqual(new Set([503]));
    const statusUnder = async (budgetFail: 'closed' | 'open') => {
      const provider = `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m }]`;
      const node = await startGateway(
        { DATABASE_URL, GATEWAY_API_KEYS: 'key-of-the-operator' },
        `${provider}\nbudget_fail: ${budgetFail}`,
      );
      const headers = { 'content-type': 'application/json', 'x-api-key': 'key-of-the-operator' };
      const asked = await fetch(`${node.url}/v1/chat/completions`, { method: 'POST', headers, body: HELLO });
      await node.close();
      return asked.status;
    };
    expect([await statusUnder('closed'), await statusUnder('open')]).toEqual([503, 200]);
    await server.start();
    while ((await ready())[0] !== 200) await new Promise((next) => setTimeout(next, 50));
    expect(await ready()).toEqual([200, { status: 'ready', store: 'up' }]);
    // now it is known that nobody needs a key
    expect((await ask({}))[0]).toBe(200);
    await late.close();
  });

  it('refuse calls while it is away, or let them pass and charge them later, as the operator wants it', async () => {
    const ask = (at: number, stream: boolean) =>
      fetch(`${nodes[at]!.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...(JSON.parse(HELLO) as object), stream }),
      });
    await server.stop();
    const closed = await ask(0, false);
    expect([closed.status, await closed.json()]).toMatchObject([503, { error: { type: 'server_error' } }]);
    const open = await Promise.all([ask(1, false), ask(1, false), ask(1, true)]);
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(open[0].headers.get('x-tollgate-budget-unchecked')).toBe('store_away');
    expect(open[0].headers.get('x-tollgate-budget-remaining-usd')).toBeNull();
    await Promise.all(open.map((answer) => answer.text()));
    await server.start();
    const okRows = async () => (await usage()).find(({ outcome }) => outcome === 'ok');
    const metrics = async () => (await fetch(`${nodes[1]!.url}/metrics`)).text();
    while (!(await metrics()).includes('tollgate_budget_unchecked_calls_total{state="charged"} 3'))
      await new Promise((resolve) => void setTimeout(resolve, 100));
    expect(await okRows()).toMatchObject({ requests: 23, cost_usd: '0.23' });
    const refused = await ask(0, false);
    expect(await refused.json()).toMatchObject({
      error: { budget: { spent_usd: '0.23', reserved_usd: '0' } },
    });
  });
});
