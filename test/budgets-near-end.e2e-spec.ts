import { SpendLoader } from '../src/governance/budgets/spend-loader.js';
import { STORE, type Store } from '../src/storage/store.js';
import { askingGateway } from './support/asking-gateway.js';
import { answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { breachesOfAnswer } from './support/written-document.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
/** A cent, as it is reserved and as it is spent. */
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
const KEYS = 3_000;
const AT_ONCE = 500;

describe('budgets near their end', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeEach(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY },
      [
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
        'budgets: { everything: { budgets: [{ budget_usd: 1000, per: month }] } }',
        'users: { ann: { budgets: [{ budget_usd: 0.0101, per: week }] } }',
      ].join('\n'),
    );
  });
  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const chat = async (key: string) => (await call('POST', '/v1/chat/completions', key, HELLO)).status;
  const nearEnd = async (limit = 5) => {
    const { status, body } = await admin('GET', `/budgets/near-end?limit=${limit}`);
    expect([status, breachesOfAnswer('/admin/budgets/near-end', body)]).toEqual([200, []]);
    return body as { readonly data: readonly Record<string, unknown>[]; readonly has_more: boolean };
  };

  it('are those of all keys: of 3,000 the last one', async () => {
    const last = await makeKey({ budgets: [{ budget_usd: '5', per: 'day' }] });
    const { db } = gateway.app.get<Store>(STORE);
    const row = await db.selectFrom('keys').selectAll().executeTakeFirstOrThrow();
    const others = Array.from({ length: KEYS - 1 }, (_, at) => ({ ...row, id: `0000${at + 1_000}` }));
    for (let at = 0; at < others.length; at += AT_ONCE)
      await db
        .insertInto('keys')
        .values(others.slice(at, at + AT_ONCE))
        .execute();
    await admin('PATCH', `/keys/${last.id}`, {
      name: 'last',
      budgets: [
        { budget_usd: '0.0125', per: 'month' },
        { budget_usd: '5', per: 'day' },
      ],
    });
    expect(await chat(last.key)).toBe(200);
    expect(await nearEnd()).toEqual({
      data: [
        {
          scope: 'key',
          name: 'last',
          key: last.id,
          part: 0.8,
          budget: {
            budget_usd: '0.0125',
            per: 'month',
            spent_usd: '0.01',
            reserved_usd: '0',
            remaining_usd: '0.0025',
            resets_at: expect.any(String),
          },
        },
      ],
      has_more: false,
    });
  });

  it('have what was spent before they were there, what is reserved, and all who have one; the fullest first', async () => {
    const spent = await makeKey({ name: 'spent', user: 'ann' });
    const reserved = await makeKey({ name: 'reserved', team: 'red' });
    await makeKey({ name: 'unused', budgets: [{ budget_usd: '0.01', per: 'day' }] });
    expect(await chat(spent.key)).toBe(200);
    await admin('PATCH', `/keys/${spent.id}`, { budgets: [{ budget_usd: '0.01', per: 'total' }] });
    await admin('PUT', '/teams/red', { budgets: [{ budget_usd: '0.011', per: 'day' }] });
    upstream.next(neverAnswer());
    const left = new AbortController();
    const asked = fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${reserved.key}` },
      body: JSON.stringify(HELLO),
      signal: left.signal,
    }).catch(() => null);
    while (upstream.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    const { data, has_more } = await nearEnd();
    expect([has_more, data.map(({ scope, name }) => [scope, name])]).toEqual([
      false,
      [
        ['key', 'spent'],
        ['user', 'ann'],
        ['team', 'red'],
      ],
    ]);
    expect(data[1]?.['budget']).toMatchObject({ budget_usd: '0.0101' });
    expect(data[2]?.['budget']).toMatchObject({ spent_usd: '0', reserved_usd: '0.01' });
    expect(await nearEnd(1)).toMatchObject({ data: [{ name: 'spent', part: 1 }], has_more: true });
    left.abort();
    await asked;
  });

  it('are found without a look at the calls of each that is there since they were made', async () => {
    for (let count = 0; count < 3; count += 1) {
      const { id, key } = await makeKey();
      expect(await chat(key)).toBe(200);
      await admin('PATCH', `/keys/${id}`, { budgets: [{ budget_usd: '0.01', per: 'total' }] });
    }
    const looks = jest.spyOn(SpendLoader.prototype, 'spentInRows');
    expect(await nearEnd(1)).toMatchObject({ data: [{ part: 1 }], has_more: true });
    expect(looks.mock.calls.filter(([{ scope }]) => scope.kind === 'key')).toHaveLength(1);
    looks.mockRestore();
  });

  it('are for administrators', async () => {
    const { key } = await makeKey();
    expect((await call('GET', '/admin/budgets/near-end', key)).status).toBe(403);
    expect((await admin('GET', '/budgets/near-end?limit=0')).status).toBe(400);
  });
});
