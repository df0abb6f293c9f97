import { askingGateway } from './support/asking-gateway.js';
import { breachesOfAnswer } from './support/written-document.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const FILE_KEY = 'key-of-the-file-0123456789';
/** A call costs 1,000 tokens at 1,000 dollars a million: a dollar. */
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 1000, total_tokens: 1005 },
};

describe('a gateway with virtual keys and budgets', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, ANSWER) });
    const provider = (id: string) =>
      `  - { id: ${id}, base_url: "${upstream.origin}/v1", default_model: m, model_aliases: { quick: m }, prices: ${PRICES} }`;
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY, CI_KEY: FILE_KEY },
      [
        'providers:',
        provider('one'),
        provider('two'),
        'keys: { of the file: { key_variable: CI_KEY, team: of the file, allowed: { providers: [one] } } }',
        'teams: { of the file: { budgets: [{ budget_usd: "1", per: day }] } }',
        'routes:',
        '  - { id: steady, targets: [{ provider: one, model: m }, { provider: two, model: m }] }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey: make } = askingGateway(() => gateway, ADMIN_KEY);
  const makeKey = async (grant: object = {}): Promise<string> => (await make(grant)).key;
  const ask = async (key: string, model = 'one/m', more: object = {}) => {
    const body = { model, max_tokens: 1000, messages: [{ role: 'user', content: 'hi' }], ...more };
    return call('POST', '/v1/chat/completions', key, body);
  };

  it.each<[string, object, string, number]>([
    ['its provider', { providers: ['one'] }, 'one/m', 200],
    ['another provider', { providers: ['one'] }, 'two/m', 403],
    ['a model as it is sent', { models: ['one/m'] }, 'one/quick', 200],
    ['a model that its pattern does not match', { models: ['one/gpt-*'] }, 'one/m', 403],
    ['a model at any provider', { models: ['m'] }, 'two/m', 200],
    ['its route', { routes: ['steady'] }, 'steady', 200],
    ['a model, where it is given a route alone', { routes: ['steady'] }, 'one/m', 403],
    ['another route', { routes: ['other'] }, 'steady', 403],
    ['a route that leads elsewhere as well', { providers: ['one'] }, 'steady', 403],
    ['a route whose targets it may use', { providers: ['*'] }, 'steady', 200],
    ['anything, where it is given nothing', { providers: [] }, 'one/m', 403],
  ])('lets a key ask for %s, as it is allowed', async (_, allowed, model, status) => {
    const key = await makeKey({ allowed });
    for (const stream of [false, true]) {
      const answer = call('POST', '/v1/chat/completions', key, {
        model,
        stream: false,
        max_tokens: 1000,
        messages: [{ role: 'user', content: stream ? 'again' : 'hi' }],
      });
      expect((await answer).status).toBe(status);
    }
  });

  it.each<[object, string, object, number]>([
    [{ models: ['one/m'] }, 'one/m', { models: ['dear'] }, 403],
    [{ models: ['one/m'] }, 'one/m', { fallbacks: [{ model: 'dear' }] }, 403],
    [{ models: ['one/m', 'one/n'] }, 'one/m', { models: ['m', 'n'] }, 200],
    [{ routes: ['steady'] }, 'steady', { models: ['dear'] }, 403],
  ])(
    'holds a key that may %j, and asks %s, to it in what it names besides: %j',
    async (allowed, ...asked) => {
      const [model, more, status] = asked;
      const key = await makeKey({ allowed });
      expect((await ask(key, model, more)).status).toBe(status);
    },
  );

  it('names what was asked for in each surface’s own words', async () => {
    const key = await makeKey({ allowed: { providers: ['one'] } });
    const refused = await ask(key, 'two/m');
    expect(refused.body['error']).toMatchObject({ message: expect.stringContaining('two/m') as string });
    const messages = { model: 'two/m', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };
    expect(await call('POST', '/v1/messages', key, messages)).toMatchObject({
      status: 403,
      body: { error: { type: 'permission_error' } },
    });
    const contents = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] };
    expect(await call('POST', '/v1beta/models/two/m:generateContent', key, contents)).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED' } },
    });
    expect(await call('POST', '/agents/llm-providers/two', key, { prompt: 'hi' })).toMatchObject({
      status: 403,
      body: { error: { code: 'auth.not_allowed' } },
    });
  });

  it.each<[object, string, number]>([
    [{ providers: ['one'] }, 'two/m', 403],
    [{ models: ['one/m'] }, 'one/quick', 200],
    [{ routes: ['steady'] }, 'steady', 200],
    [{ routes: ['steady'] }, 'one/m', 403],
  ])('counts tokens for a key that may %j, of %s: %i', async (allowed, model, status) => {
    const key = await makeKey({ allowed });
    const messages = { model, messages: [{ role: 'user', content: 'hi' }] };
    const contents = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] };
    expect([
      (await call('POST', '/v1/messages/count_tokens', key, messages)).status,
      (await call('POST', `/v1beta/models/${model}:countTokens`, key, contents)).status,
    ]).toEqual([status, status]);
  });

  it('holds the keys of a team to what the team may ask for', async () => {
    await admin('PUT', '/teams/narrow', { allowed: { providers: ['one'] } });
    const key = await makeKey({ team: 'narrow' });
    expect([(await ask(key)).status, (await ask(key, 'two/m')).status]).toEqual([200, 403]);
  });

  it.each<[string, object, string]>([
    ['key', { budgets: [{ budget_usd: '1', per: 'day' }] }, 'key'],
    ['team', { team: 'red' }, 'team'],
    ['user', { user: 'ann' }, 'user'],
    ['selector:apollo', { tags: { project: 'apollo' } }, 'selector:apollo'],
  ])('charges a call to the budget of its %s, and refuses the next', async (_, grant, scope) => {
    const budgets = [{ budget_usd: '1', per: 'day' }];
    await admin('PUT', '/teams/red', { budgets });
    await admin('PUT', '/users/ann', { budgets });
    await admin('PUT', '/budgets/selectors/apollo', { match: { 'tag.project': 'apollo' }, budgets });
    const key = await makeKey(grant);
    expect(await ask(key)).toMatchObject({ status: 200 });
    const second = await ask(await (scope === 'key' ? key : makeKey(grant)));
    expect(second).toMatchObject({ status: 402, body: { error: { budget: { scope, spent_usd: '1' } } } });
  });

  it('takes keys and teams of the file, which are shown and changed nowhere else', async () => {
    const { data } = (await admin('GET', '/keys?limit=1000')).body as unknown as {
      data: { id: string; source: string }[];
    };
    const { id } = data.find(({ source }) => source === 'file')!;
    expect((await admin('GET', `/keys/${id}`)).body).toMatchObject({ name: 'of the file', source: 'file' });
    for (const [method, path, body] of [
      ['PATCH', `/keys/${id}`, { enabled: false }],
      ['POST', `/keys/${id}/rotate`, {}],
      ['PUT', '/teams/of the file', {}],
    ] as const) {
      expect(await admin(method, path, body)).toMatchObject({
        status: 400,
        body: { error: { code: 'request.invalid' } },
      });
    }
    expect((await ask(FILE_KEY, 'two/m')).status).toBe(403);
    expect((await ask(FILE_KEY)).status).toBe(200);
    expect(await ask(FILE_KEY)).toMatchObject({
      status: 402,
      body: { error: { budget: { scope: 'team' } } },
    });
  });

  it.each([
    ['/keys', 'POST', { name: 'a', metadata: { plan: 'a\0b' } }, 'metadata.plan'],
    ['/keys', 'POST', { name: 'a', metadata: { '\ud800': 1 } }, 'metadata'],
    ['/keys', 'POST', { name: 'a', user: '\ud800' }, 'user'],
    ['/keys', 'POST', { name: 'a', allowed: { models: ['m', '\0'] } }, 'allowed.models.1'],
    ['/budgets/selectors/a', 'PUT', { match: { 'metadata.plan': '\0' } }, 'match.metadata.plan'],
  ] as const)(
    'takes no text that a store does not keep, in %s by %s of %j',
    async (path, method, sent, param) => {
      expect(await admin(method, path, sent)).toMatchObject({ status: 400, body: { error: { param } } });
    },
  );

  it.each([
    ['/keys', 'POST', { name: 'a', budgets: [{ budget_usd: 'ten', per: 'day' }] }, 'budgets.0.budget_usd'],
    ['/budgets/selectors/a', 'PUT', { match: { project: 'apollo' } }, 'match'],
  ] as const)('says in words of people what a field of %s has to be', async (path, method, sent, param) => {
    const { status, body } = await admin(method, path, sent);
    expect([status, body]).toMatchObject([400, { error: { param } }]);
    expect((body as unknown as { message: string }).message).toMatch(/ has to be (US dollars|about user), /);
  });

  it('tells a key what it may, what is left, and when it resets', async () => {
    const key = await makeKey({
      name: 'told',
      user: 'bob',
      allowed: { providers: ['one'] },
      budgets: [{ budget_usd: '5.00', per: 'day' }],
      limits: [{ requests: 60, per: 'minute' }],
    });
    await ask(key);
    expect(await call('GET', '/v1/key', key)).toMatchObject({
      status: 200,
      body: {
        id: key.slice(3, 11),
        name: 'told',
        user: 'bob',
        team: null,
        allowed: { providers: ['one'] },
        budgets: [
          {
            scope: 'key',
            budget_usd: '5',
            per: 'day',
            spent_usd: '1',
            reserved_usd: '0',
            remaining_usd: '4',
            resets_at: expect.stringMatching(/T00:00:00.000Z$/) as string,
          },
        ],
        limits: [{ scope: 'key', kind: 'requests', limit: 60 }],
        expires_at: null,
      },
    });
  });

  it('tells administrators how the budgets of keys, teams, users and selectors stand', async () => {
    const budgets = [{ budget_usd: '3.00', per: 'day', on_exhaust: 'refuse' }];
    await admin('PUT', '/teams/bars', { budgets });
    await admin('PUT', '/budgets/selectors/bars', { match: { 'tag.bars': 'yes' }, budgets });
    const id = (await makeKey({ team: 'bars', user: 'bars', tags: { bars: 'yes' }, budgets })).slice(3, 11);
    const { key } = (await admin('POST', `/keys/${id}/rotate`)).body as unknown as { key: string };
    await ask(key);
    const standing = async () =>
      Promise.all(
        [`/keys/${id}`, '/keys?team=bars', '/teams/bars', '/budgets/selectors/bars'].map(async (path) => {
          const { body } = await admin('GET', path);
          const { data = [body] } = body as unknown as { data?: { budgets: Record<string, string>[] }[] };
          const [budget] = data[0]!.budgets as [Record<string, string>];
          return ['budget_usd', 'spent_usd', 'reserved_usd', 'remaining_usd'].map((name) => budget[name]);
        }),
      );
    let during: unknown = null;
    upstream.next(async (exchange) => {
      during = await standing();
      await answerJson(200, ANSWER)(exchange);
    });
    await ask(key);
    expect(during).toEqual(Array.from({ length: 4 }, () => ['3.00', '1', '1', '1']));
    expect(await standing()).toEqual(Array.from({ length: 4 }, () => ['3.00', '2', '0', '1']));
    const told = (await admin('GET', `/keys/${id}`)).body as unknown as { budgets: object[] };
    expect(told.budgets).toMatchObject([{ resets_at: expect.stringMatching(/T00:00:00/) as string }]);
    const sentBack = await admin('PATCH', `/keys/${id}`, { budgets: told.budgets });
    expect([sentBack.status, sentBack.body['budgets']]).toEqual([200, budgets]);
  });

  it('lists the keys of a team or a user, those that are switched off, or those with a text in them', async () => {
    await makeKey({ name: 'a', team: 'filtered', user: 'eve' });
    await makeKey({ name: 'b', team: 'filtered', user: 'dan', enabled: false });
    const names = async (query: string) => {
      const { body } = await admin('GET', `/keys?limit=1000&${query}`);
      return (body as unknown as { data: { name: string }[] }).data.map(({ name }) => name).toSorted();
    };
    expect(await names('team=filtered')).toEqual(['a', 'b']);
    expect(await names('team=filtered&user=eve')).toEqual(['a']);
    expect(await names('team=filtered&enabled=false')).toEqual(['b']);
    expect(await names('team=of%20the%20file')).toEqual(['of the file']);
    expect(await names('user=nobody')).toEqual([]);
    const name = '100%_Ärger \\o/';
    // with what no id has: those of others are drawn by chance
    const id = (await makeKey({ name, user: 'Zoe B.' })).slice(3, 11);
    for (const text of ['100%_Ä', '%_Ä', 'ZOE B', id, id.slice(2), `tg_${id}`, `tg_${id}_secret`, '\\o'])
      expect([text, await names(`find=${encodeURIComponent(text)}`)]).toEqual([text, [name]]);
    expect(await names('find=OF%20THE%20file')).toEqual(['of the file']);
    expect(await names('find=FILTERED&enabled=false')).toEqual(['b']);
    expect(await names('find=100_')).toEqual([]);
    for (const query of ['enabled=maybe', 'team=a&team=b', 'user=%00', 'find=a&find=b'])
      expect(await admin('GET', `/keys?${query}`)).toMatchObject({ status: 400 });
  });

  it('lists the models that a key may ask for, and no others', async () => {
    const key = await makeKey({ allowed: { providers: ['sandbox'], routes: ['steady'] } });
    const { data } = (await call('GET', '/v1/models', key)).body as unknown as { data: { id: string }[] };
    expect(data.length).toBeGreaterThan(1);
    expect(data.filter(({ id }) => id !== 'steady' && !id.startsWith('sandbox/'))).toEqual([]);
    expect(data.map(({ id }) => id)).toContain('steady');
  });

  it.each([
    ['/admin/keys', '/admin/keys?limit=1000'],
    ['/admin/keys/{id}', '/admin/keys/ID'],
    ['/admin/teams', '/admin/teams'],
    ['/admin/teams/{name}', '/admin/teams/documented'],
    ['/admin/users', '/admin/users'],
    ['/admin/budgets/everything', '/admin/budgets/everything'],
    ['/admin/budgets/selectors', '/admin/budgets/selectors'],
    ['/admin/defaults', '/admin/defaults'],
    ['/admin/audit', '/admin/audit?limit=1000'],
    ['/admin/audit/check', '/admin/audit/check'],
    ['/admin/calls', '/admin/calls?limit=1000'],
    ['/admin/usage', '/admin/usage?group_by=day,tag.project'],
    ['/admin/sessions', '/admin/sessions'],
    ['/admin/first-tokens', '/admin/first-tokens'],
    ['/admin/drift', '/admin/drift'],
    ['/calls/recent', '/calls/recent'],
    ['/usage', '/usage?group_by=model'],
    ['/v1/key', '/v1/key'],
    ['/console/session', '/console/session'],
  ])('answers GET %s as the document says', async (path, asked) => {
    const budgets = [{ budget_usd: '5', per: 'total' }];
    await admin('PUT', '/teams/documented', { budgets, allowed: null });
    const key = await makeKey({ team: 'documented', budgets, limits: [{ requests: 9, per: 'minute' }] });
    await ask(key);
    const isOwn = !path.startsWith('/admin');
    const answer = await call('GET', asked.replace('ID', key.slice(3, 11)), isOwn ? key : ADMIN_KEY);
    expect(answer.status).toBe(200);
    expect(breachesOfAnswer(path, answer.body)).toEqual([]);
  });
});
