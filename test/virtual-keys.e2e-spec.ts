import { sql } from 'kysely';
import { STORE, type Store } from '../src/storage/store.js';
import { rawPrompt, sendRaw } from './support/raw-http.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const CHAT = JSON.stringify({ model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: 'hello' }] });

interface Made {
  readonly id: string;
  readonly key: string;
}

describe('virtual keys', () => {
  beginAtNoon();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => pair.close());

  const call = async (
    method: string,
    path: string,
    options: { key?: string; body?: unknown; headers?: object } = {},
  ) => {
    const { key, body, headers = {} } = options;
    const response = await fetch(pair.gateway.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? null : JSON.parse(text)) as never,
      headers: response.headers,
    };
  };
  const admin = (method: string, path: string, body?: unknown) =>
    call(method, `/admin${path}`, { key: ADMIN_KEY, ...(body !== undefined && { body }) });
  const make = async (body: object = {}): Promise<Made> =>
    (await admin('POST', '/keys', { name: 'some', ...body })).body;
  const chat = (key: string) => call('POST', '/v1/chat/completions', { key, body: CHAT });

  it('are made with a name alone, shown once, and let their callers in by every header', async () => {
    const made = await admin('POST', '/keys', { name: 'ci of team red' });
    const { key, ...shown } = made.body as Made & Record<string, unknown>;
    expect(made.status).toBe(201);
    expect(key).toMatch(/^tg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
    expect(shown).toEqual({
      id: key.slice(3, 11),
      prefix: key.slice(0, 11),
      name: 'ci of team red',
      user: null,
      team: null,
      tags: {},
      metadata: {},
      allowed: null,
      budgets: [],
      limits: [],
      capture: null,
      expires_at: null,
      enabled: true,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      updated_at: expect.stringMatching(/Z$/) as string,
      source: 'store',
    });
    expect((await admin('GET', `/keys/${shown.id}`)).body).toEqual(shown);
    for (const headers of [{ 'x-api-key': key }, { 'x-goog-api-key': key }, { 'api-key': key }]) {
      expect(await call('GET', '/v1/models', { headers })).toMatchObject({ status: 200 });
    }
    for (const _ of [1, 2, 3]) expect(await chat(key)).toMatchObject({ status: 200 });
    expect(pair.gateway.logText()).not.toContain(key.slice(12));
  });

  it('that differ in two headers are a 401, and the same twice is not', async () => {
    const [one, other] = [await make(), await make()];
    const both = (key: string) =>
      call('POST', '/v1/chat/completions', { key: one.key, body: CHAT, headers: { 'api-key': key } });
    expect(await both(other.key)).toMatchObject({ status: 401 });
    expect(await both(one.key)).toMatchObject({ status: 200 });
  });

  it('close every route but the public ones, for callers without one and with another', async () => {
    const wrong = `tg_abcdefgh_${'x'.repeat(43)}`;
    for (const options of [{}, { key: wrong }, { key: 'tg_short' }]) {
      expect(await call('GET', '/v1/models', options)).toMatchObject({ status: 401 });
      expect(await call('POST', '/v1/chat/completions', { ...options, body: CHAT })).toMatchObject({
        status: 401,
      });
    }
    expect(await call('GET', '/health/ready')).toEqual(
      expect.objectContaining({ status: 200, body: { status: 'ready', store: 'up' } }),
    );
  });

  it('stay good while the store can be read alone, which readiness tells until it can be written', async () => {
    const { key } = await make();
    const store = pair.gateway.app.get<Store>(STORE);
    const mayHave = (pages: number) => sql.raw(`pragma max_page_count = ${pages}`).execute(store.db);
    const value = 'x'.repeat(1_000_000);
    const write = () =>
      store.write([store.db.insertInto('store_settings').values({ name: 'large', value }).compile()]);
    const ready = async () => (await call('GET', '/health/ready')).body;
    await mayHave(1);
    await expect(write()).rejects.toMatchObject({ code: 'gateway.store_away' });
    expect(await ready()).toEqual({ status: 'ready', store: 'unwritable' });
    expect(await chat(key)).toMatchObject({ status: 200 });
    await mayHave(100_000);
    await write();
    expect(await ready()).toEqual({ status: 'ready', store: 'up' });
  });

  it('that are wrong are refused before their body is read', async () => {
    const header = `Authorization: Bearer tg_abcdefgh_${'y'.repeat(43)}`;
    const answers = await sendRaw(pair.gateway, rawPrompt([header, 'Content-Length: 1048576'], '{"prompt":'));
    expect(answers).toMatchObject([{ status: 401, headers: { connection: 'close' } }]);
  });

  it.each([
    ['switched off', (id: string) => admin('PATCH', `/keys/${id}`, { enabled: false })],
    [
      'past their time',
      (id: string) => admin('PATCH', `/keys/${id}`, { expires_at: '2020-01-01T00:00:00Z' }),
    ],
    ['deleted', (id: string) => admin('DELETE', `/keys/${id}`)],
  ])('let nobody in once they are %s', async (_, end) => {
    const { id, key } = await make();
    expect(await chat(key)).toMatchObject({ status: 200 });
    expect((await end(id)).status).toBeLessThan(300);
    expect(await chat(key)).toMatchObject({ status: 401 });
  });

  it('are spelled anew, and for a while the old way as well', async () => {
    const { id, key } = await make();
    const first = await admin('POST', `/keys/${id}/rotate`, { overlap_s: 3600 });
    const { key: second } = first.body as Made;
    expect(first).toMatchObject({ status: 200, body: { id } });
    for (const spelled of [key, second]) expect(await chat(spelled)).toMatchObject({ status: 200 });
    const again = await admin('POST', `/keys/${id}/rotate`);
    const { key: third } = again.body as Made;
    expect(again).toMatchObject({ status: 200 });
    for (const spelled of [key, second]) expect(await chat(spelled)).toMatchObject({ status: 401 });
    expect(await chat(third)).toMatchObject({ status: 200 });
  });

  it('are changed field by field', async () => {
    const { id } = await make({
      user: 'ann',
      team: 'red',
      tags: { project: 'apollo' },
      metadata: { cost: 7 },
    });
    const changed = await admin('PATCH', `/keys/${id}`, {
      user: null,
      budgets: [{ budget_usd: '5.00', per: 'day' }],
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        user: null,
        team: 'red',
        tags: { project: 'apollo' },
        budgets: [{ budget_usd: '5.00', per: 'day' }],
      },
    });
    const expires_at = '2099-01-31T00:30:00+01:00';
    const none = { team: null, allowed: null, budgets: [], tags: {}, metadata: {} };
    expect(await admin('PATCH', `/keys/${id}`, { ...none, expires_at })).toMatchObject({
      status: 200,
      body: { ...none, expires_at: '2099-01-30T23:30:00.000Z' },
    });
    expect(await admin('PATCH', `/keys/${id}`, { expires_at: null })).toMatchObject({
      status: 200,
      body: { ...none, name: 'some', expires_at: null },
    });
    expect(await admin('PATCH', `/keys/${id}`, { expires_at: '2099-02-29T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { error: { param: 'expires_at' } },
    });
  });

  it('have no budget that leads to a route that there is not', async () => {
    const budgets = [{ budget_usd: '5.00', per: 'day', on_exhaust: { downgrade_to: 'nowhere' } }];
    const param = 'budgets.0.on_exhaust.downgrade_to';
    const { id } = await make();
    for (const [method, path, body, at] of [
      ['POST', '/keys', { name: 'ci', budgets }, param],
      ['PATCH', `/keys/${id}`, { budgets }, param],
      ['PUT', '/teams/lost', { budgets }, param],
      ['PUT', '/defaults', { team: { budgets } }, `team.${param}`],
    ] as const) {
      const { status, body: told } = await admin(method, path, body);
      expect([path, status, told]).toMatchObject([path, 400, { error: { param: at } }]);
    }
  });

  it('have budgets whose amounts are written as numbers, and told as decimals', async () => {
    const budgets = [1e-7, 0.1 + 0.2, 2].map((budget_usd) => ({ budget_usd, per: 'day' }));
    const told = ['0.0000001', '0.3', '2'].map((budget_usd) => ({ budget_usd, per: 'day' }));
    const made = await make({ budgets });
    expect(made).toMatchObject({ budgets: told });
    expect((await call('GET', '/v1/key', { key: made.key })).body).toMatchObject({ budgets: told });
    expect(await chat(made.key)).toMatchObject({ status: 402 });
    expect(await admin('GET', '/keys?limit=1000')).toMatchObject({ status: 200 });
    const defaults = { key: { budgets }, team: { limits: [{ concurrent: 2 }] } };
    expect((await admin('PUT', '/defaults', defaults)).body).toMatchObject({
      ...defaults,
      key: { budgets: told },
    });
    await admin('PUT', '/defaults', {});
    await admin('DELETE', `/keys/${made.id}`);
  });

  it.each([
    ['/keys?after=a&after=b', 'after'],
    ['/keys?after=%00', 'after'],
    ['/keys?tema=red', 'tema'],
    ['/keys?team=a&team=b', 'team'],
    ['/teams?after=a&after=b', 'after'],
    ['/users?find=ann', 'find'],
    ['/budgets/selectors?after[x]=a', 'after[x]'],
    ['/budgets/near-end?limit=0', 'limit'],
    ['/budgets/near-end?after=a', 'after'],
    ['/audit?action=key.create', 'action'],
    ['/prices?modle=m', 'modle'],
  ])('are not listed, nor anything beside them, by what is not known: %s', async (path, param) => {
    expect(await admin('GET', path)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('are listed in pages', async () => {
    await Promise.all([make(), make(), make()]);
    const ids: string[] = [];
    for (let after = ''; ;) {
      const { body } = (await admin('GET', `/keys?limit=2${after}`)) as {
        body: { data: Made[]; next: string | null };
      };
      expect(body.data.length).toBeLessThanOrEqual(2);
      ids.push(...body.data.map(({ id }) => id));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(3);
    expect(JSON.stringify((await admin('GET', '/keys?limit=1000')).body)).not.toMatch(/tg_\w{8}_/);
  });

  it.each<[string, unknown, string]>([
    ['no name', {}, 'name'],
    ['an unknown field', { name: 'a', colour: 'red' }, 'colour'],
    ['a wrong type', { name: 'a', enabled: 'yes' }, 'enabled'],
    ['a budget without a period', { name: 'a', budgets: [{ budget_usd: '5' }] }, 'budgets.0.per'],
    ['a time that is none', { name: 'a', expires_at: 'tomorrow' }, 'expires_at'],
    ['a day that there is not', { name: 'a', expires_at: '2027-02-31T00:00:00Z' }, 'expires_at'],
    ['a time that is over', { name: 'a', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    ['a name taken away', { name: null }, 'name'],
    ['lists taken away', { name: 'a', budgets: null }, 'budgets'],
  ])('with %s are refused, naming the field', async (_, body, param) => {
    const { status, body: refused } = await admin('POST', '/keys', body);
    expect({ status, body: refused }).toMatchObject({
      status: 400,
      body: { status: 'error', error: { code: 'request.invalid', param } },
    });
    expect(refused).not.toHaveProperty('model');
  });

  it.each([
    ['GET', '/keys/zzzzzzzz'],
    ['DELETE', '/keys/zzzzzzzz'],
    ['PATCH', '/keys/zzzzzzzz'],
    ['GET', '/teams/nobody'],
  ])('%s %s that is not there is a 404', async (method, path) => {
    const answer = await admin(method, path, method === 'PATCH' ? {} : undefined);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'request.not_found' } } });
  });

  it('do not open /admin', async () => {
    const { key } = await make();
    expect(await call('GET', '/admin/keys', { key })).toMatchObject({
      status: 403,
      body: { error: { code: 'auth.not_allowed' } },
    });
    expect(await call('GET', '/admin/keys')).toMatchObject({ status: 401 });
    expect(await call('POST', '/admin/keys', { body: { name: 'x' } })).toMatchObject({ status: 401 });
  });

  it('begin as the defaults say, and teams too', async () => {
    const budgets = [{ budget_usd: '1', per: 'day' }];
    expect(
      await admin('PUT', '/defaults', { key: { budgets }, team: { limits: [{ concurrent: 2 }] } }),
    ).toMatchObject({ status: 200 });
    expect((await admin('POST', '/keys', { name: 'new' })).body).toMatchObject({ budgets });
    expect((await admin('POST', '/keys', { name: 'new', budgets: [] })).body).toMatchObject({ budgets: [] });
    expect((await admin('PUT', '/teams/red', { budgets })).body).toMatchObject({
      name: 'red',
      budgets,
      limits: [{ concurrent: 2 }],
    });
    await admin('PUT', '/defaults', {});
  });

  it('name teams that begin as the defaults say, where no other key named them before', async () => {
    const budgets = [{ budget_usd: '1', per: 'day' }];
    await make({ team: 'older' });
    await admin('PUT', '/defaults', { team: { budgets } });
    const [made, moved] = [await make({ team: 'fresh' }), await make({ team: 'older' })];
    expect((await call('GET', '/v1/key', { key: made.key })).body).toMatchObject({
      budgets: [{ scope: 'team', budget_usd: '1' }],
    });
    expect(await admin('GET', '/teams/older')).toMatchObject({ status: 404 });
    await admin('PATCH', `/keys/${moved.id}`, { team: 'moved to' });
    expect((await admin('GET', '/teams/moved%20to')).body).toMatchObject({ budgets });
    await admin('DELETE', '/teams/fresh');
    await make({ team: 'fresh' });
    expect(await admin('GET', '/teams/fresh')).toMatchObject({ status: 404 });
    await admin('PUT', '/defaults', {});
  });

  it('are told what their team, their user and everybody may as well, in GET /v1/key', async () => {
    const models = (...names: string[]) => ({ allowed: { models: names } });
    await admin('PUT', '/teams/narrow', models('openai/*'));
    await admin('PUT', '/users/narrow', models('*/gpt-*'));
    const own = async (more: object) => {
      const { key } = await make({ team: 'narrow', ...more });
      return (await call('GET', '/v1/key', { key })).body;
    };
    expect(await own({})).toMatchObject({
      ...models('openai/*'),
      allowed_by: [{ scope: 'team', ...models('openai/*') }],
    });
    expect(await own({ user: 'narrow', ...models('openai/gpt-6-luna') })).toMatchObject({
      ...models('openai/gpt-6-luna'),
      allowed_by: [
        { scope: 'key', ...models('openai/gpt-6-luna') },
        { scope: 'team', ...models('openai/*') },
        { scope: 'user', ...models('*/gpt-*') },
      ],
    });
    expect(await own({ team: null })).toMatchObject({ allowed: null, allowed_by: [] });
    for (const kind of ['teams', 'users']) await admin('DELETE', `/${kind}/narrow`);
  });

  it('stand beside teams, users, selectors and everything, which are put, shown and taken away', async () => {
    const budgets = [{ budget_usd: '9', per: 'month' }];
    for (const [path, body] of [
      ['/teams/blue', { budgets, allowed: { providers: ['openai'] } }],
      ['/users/ann', { budgets }],
      ['/budgets/everything', { budgets }],
      ['/budgets/selectors/apollo', { match: { 'tag.project': 'apollo' }, budgets }],
    ] as const) {
      expect(await admin('PUT', path, body)).toMatchObject({ status: 200, body });
      expect((await admin('GET', path)).body).toMatchObject(body);
      expect(await admin('DELETE', path)).toMatchObject({ status: 204 });
    }
    expect(await admin('GET', '/teams')).toMatchObject({
      status: 200,
      body: { data: expect.any(Array) as unknown[], next: null },
    });
  });

  it.each(['a\u001b[2J', 'a\u007f', 'a\u009b2J', 'a\u0085'])(
    'have no name in which a terminal finds something to obey: %j',
    async (name) => {
      const bodies = [{ name }, { name: 'some', user: name }, { name: 'some', team: name }];
      const asked = [...bodies, { name: 'some', tags: { project: name } }];
      for (const body of asked) expect((await admin('POST', '/keys', body)).status).toBe(400);
      for (const kind of ['users', 'teams', 'budgets/selectors']) {
        const body = kind.endsWith('selectors') ? { match: { team: 'red' } } : {};
        expect((await admin('PUT', `/${kind}/${encodeURIComponent(name)}`, body)).status).toBe(400);
      }
    },
  );

  it('leave every act in the audit, chained, with prefixes in place of secrets', async () => {
    const { id, key } = await make({ name: 'audited' });
    await admin('PATCH', `/keys/${id}`, { enabled: false });
    await admin('DELETE', `/keys/${id}`);
    const { body } = (await admin('GET', '/audit?limit=3')) as {
      body: { data: Record<string, unknown>[]; next: string };
    };
    expect(body.data).toMatchObject([
      { action: 'key.delete', target: `key:${id}`, before: { name: 'audited', enabled: false }, after: null },
      { action: 'key.change', before: { enabled: true }, after: { enabled: false } },
      {
        action: 'key.create',
        actor: 'admin',
        address: expect.stringContaining('127.0.0.1') as string,
        before: null,
      },
    ]);
    expect(new Set(body.data.map(({ hash }) => hash)).size).toBe(3);
    expect(JSON.stringify(body)).not.toContain(key.slice(12));
    const older = await admin('GET', `/audit?limit=1&after=${body.next}`);
    expect(older).toMatchObject({ status: 200, body: { data: [{ id: Number(body.next) - 1 }] } });
  });
});

describe('without ADMIN_API_KEY', () => {
  it('there is no /admin', async () => {
    const pair = await startPair({ GATEWAY_API_KEYS: 'gateway-key-of-team-a' });
    const headers = { 'content-type': 'application/json', 'x-api-key': 'gateway-key-of-team-a' };
    for (const [method, body] of [
      ['GET', null],
      ['POST', '{"name":"x"}'],
    ] as const) {
      for (const sent of [headers, { 'content-type': 'application/json' }]) {
        const answer = await fetch(`${pair.gateway.url}/admin/keys`, { method, headers: sent, body });
        expect(answer.status).toBe(404);
      }
    }
    await pair.close();
  });
});
