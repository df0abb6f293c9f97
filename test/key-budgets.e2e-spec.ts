import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { askingGateway } from './support/asking-gateway.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { beginAtNoon } from './support/fixed-date.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { SMALL_COMPLETION } from './support/small-completion.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };

describe('budgets and limits of keys, teams and users', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY },
      `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const chat = (key: string, headers: object = {}) =>
    call('POST', '/v1/chat/completions', key, HELLO, headers);

  it('let 20 of 50 callers of a key in, be there many keys', async () => {
    const [poor, rich] = await Promise.all([
      makeKey({ budgets: [{ budget_usd: '0.20', per: 'day' }] }),
      makeKey({ budgets: [{ budget_usd: '5', per: 'day' }] }),
    ]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => chat(poor.key)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const [refused] = answers.filter(({ status }) => status === 402);
    expect(refused?.body).toMatchObject({
      error: { budget: { scope: 'key', budget_usd: '0.2', per: 'day', resets_at: expect.any(String) } },
    });
    expect((await chat(rich.key)).status).toBe(200);
  });

  it('count what was spent before, where a budget is set or made smaller', async () => {
    const { id, key } = await makeKey({});
    await chat(key);
    await admin('PATCH', `/keys/${id}`, { budgets: [{ budget_usd: '0.01', per: 'day' }] });
    const refused = await chat(key);
    expect([refused.status, refused.body]).toMatchObject([402, { error: { budget: { spent_usd: '0.01' } } }]);
    await admin('PATCH', `/keys/${id}`, { budgets: [{ budget_usd: '0.02', per: 'day' }] });
    expect((await chat(key)).status).toBe(200);
  });

  it.each([
    ['a team', (name: string) => `/teams/${name}`],
    ['a key', null],
    ['a selector', () => '/budgets/selectors/under-way'],
  ])('charge calls that were under way when the budget of %s was made', async (what, pathOf) => {
    const team = `team of ${what}`;
    const { id, key } = await makeKey({ team, tags: { case: what.replace(' ', '-') } });
    const path = pathOf === null ? `/keys/${id}` : pathOf(encodeURIComponent(team));
    const budgets = [{ budget_usd: '0.025', per: 'day' }];
    const match = what === 'a selector' && { match: { 'tag.case': 'a-selector' } };
    const asked = upstream.requests.length;
    const gates = [1, 2].map(() => Promise.withResolvers<void>());
    const answers = gates.map(({ promise }) => {
      upstream.next(async (exchange) => {
        await promise;
        await answerJson(200, SMALL_COMPLETION)(exchange);
      });
      return chat(key);
    });
    while (upstream.requests.length < asked + 2) await new Promise(setImmediate);
    await admin(pathOf === null ? 'PATCH' : 'PUT', path, { budgets, ...match });
    const spent = async () => (await admin('GET', path)).body.budgets[0].spent_usd as string;
    // one ends before anybody looks at the budget, and one behind that
    gates[0]!.resolve();
    await Promise.race(answers);
    expect(await spent()).toBe('0.01');
    gates[1]!.resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await spent()).toBe('0.02');
    expect((await chat(key)).body).toMatchObject({ error: { budget: { spent_usd: '0.02' } } });
  });

  it('of a selector count calls under way by what it asks for when they end', async () => {
    const path = '/budgets/selectors/turned';
    const about = (value: string) => ({
      match: { 'tag.turned': value },
      budgets: [{ budget_usd: '1', per: 'day' }],
    });
    const { key } = await makeKey({});
    const spent = async () => (await admin('GET', path)).body.budgets[0] as unknown;
    await admin('PUT', path, about('one'));
    await chat(key, { 'x-tollgate-tags': 'turned=one' });
    const asked = upstream.requests.length;
    const gate = Promise.withResolvers<void>();
    const answers = ['one', 'two'].map((value) => {
      upstream.next(async (exchange) => {
        await gate.promise;
        await answerJson(200, SMALL_COMPLETION)(exchange);
      });
      return chat(key, { 'x-tollgate-tags': `turned=${value}` });
    });
    while (upstream.requests.length < asked + 2) await new Promise(setImmediate);
    expect(await spent()).toMatchObject({ spent_usd: '0.01', reserved_usd: '0.01' });
    await admin('PUT', path, about('two'));
    expect(await spent()).toMatchObject({ spent_usd: '0' });
    gate.resolve();
    await Promise.all(answers);
    expect(await spent()).toMatchObject({ spent_usd: '0.01', reserved_usd: '0' });
    await admin('PUT', path, about('one'));
    expect(await spent()).toMatchObject({ spent_usd: '0.02', reserved_usd: '0' });
  });

  it('of a selector count what was spent without it, and by what it asks for now', async () => {
    const path = '/budgets/selectors/away';
    const about = (value: string) => ({
      match: { 'tag.away': value },
      budgets: [{ budget_usd: '1', per: 'day' }],
    });
    const { key } = await makeKey({});
    const ask = (value: string) => chat(key, { 'x-tollgate-tags': `away=${value}` });
    const spent = async () => (await admin('GET', path)).body.budgets[0].spent_usd as string;
    await admin('PUT', path, about('one'));
    await ask('one');
    await admin('DELETE', path);
    await ask('one');
    await admin('PUT', path, about('one'));
    expect(await spent()).toBe('0.02');
    await ask('two');
    await admin('PUT', path, about('two'));
    expect(await spent()).toBe('0.01');
    await ask('one');
    await ask('two');
    expect(await spent()).toBe('0.02');
  });

  it('count what was spent without them behind a restart, and of rows that are gone by then', async () => {
    const data = mkdtempSync(join(tmpdir(), 'tollgate-budgets-'));
    const file = `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`;
    const started = () => startGateway({ ADMIN_API_KEY: ADMIN_KEY, TOLLGATE_DATA: data }, file);
    const shared = gateway;
    try {
      gateway = await started();
      await admin('PUT', '/teams/away', { budgets: [{ budget_usd: '1', per: 'day' }] });
      const { key } = await makeKey({ team: 'away' });
      await chat(key);
      await admin('DELETE', '/teams/away');
      await gateway.close();
      gateway = await started();
      await chat(key);
      await gateway.close();
      gateway = await started();
      await admin('PUT', '/teams/away', { budgets: [{ budget_usd: '1', per: 'day' }] });
      expect((await admin('GET', '/teams/away')).body.budgets).toMatchObject([{ spent_usd: '0.02' }]);
      const path = '/budgets/selectors/kept';
      const match = { team: 'away' };
      await admin('PUT', path, { match, budgets: [{ budget_usd: '1', per: 'total' }] });
      expect((await admin('GET', path)).body.budgets).toMatchObject([{ spent_usd: '0.02' }]);
      await gateway.close();
      // as LEDGER_RETENTION_DAYS does in time
      const store = new DatabaseSync(join(data, 'tollgate.db'));
      store.exec('delete from calls');
      store.close();
      gateway = await started();
      await admin('PUT', path, { match, budgets: [{ budget_usd: '2', per: 'total' }] });
      expect((await admin('GET', path)).body.budgets).toMatchObject([{ spent_usd: '0.02' }]);
    } finally {
      await gateway.close();
      gateway = shared;
      rmSync(data, { recursive: true });
    }
  });

  it('are shared by the keys of a team, and of a user', async () => {
    await admin('PUT', '/teams/red', { budgets: [{ budget_usd: '0.02', per: 'total' }] });
    await admin('PUT', '/users/ann', { limits: [{ requests: 1, per: 'hour' }] });
    const [first, second] = await Promise.all([makeKey({ team: 'red' }), makeKey({ team: 'red' })]);
    expect([(await chat(first.key)).status, (await chat(second.key)).status]).toEqual([200, 200]);
    expect((await chat(first.key)).body).toMatchObject({ error: { budget: { scope: 'team' } } });
    const [third, fourth] = await Promise.all([makeKey({ user: 'ann' }), makeKey({ user: 'ann' })]);
    expect((await chat(third.key)).status).toBe(200);
    const refused = await chat(fourth.key);
    expect([refused.status, refused.body]).toMatchObject([
      429,
      { error: { limit: { scope: 'user', kind: 'requests' } } },
    ]);
    const told = ['limit', 'remaining'].map((what) => refused.headers.get(`x-ratelimit-${what}-requests`));
    expect(told).toEqual(['1', '0']);
  });

  it('let a key make no calls at all by a limit of 0, and promise no better time', async () => {
    const { key } = await makeKey({ limits: [{ concurrent: 0 }] });
    const { status, headers, body } = await chat(key);
    expect([status, body]).toMatchObject([
      429,
      {
        error: {
          code: 'rate_limit_exceeded',
          message: expect.stringMatching(/lets none in; ask its operator/) as string,
          limit: { kind: 'concurrent', limit: 0, resets_at: null },
        },
      },
    ]);
    expect([headers.get('x-should-retry'), headers.get('retry-after')]).toEqual(['false', '3600']);
  });

  it('refuse what a key may not ask for before anything is counted', async () => {
    const { key } = await makeKey({
      allowed: { models: ['local/other'] },
      limits: [{ requests: 1, per: 'hour' }],
    });
    expect([(await chat(key)).status, (await chat(key)).status]).toEqual([403, 403]);
  });

  it('keep the tags of a key, and say which were not taken', async () => {
    const { id, key } = await makeKey({ tags: { project: 'apollo' } });
    const { headers } = await chat(key, { 'x-tollgate-tags': 'project=zeus,env=ci' });
    expect(headers.get('x-tollgate-tags-ignored')).toBe('project');
    const { body } = await admin('GET', `/calls?key=${id}`);
    expect(body).toMatchObject({ data: [{ key: id, tags: { project: 'apollo', env: 'ci' } }] });
  });

  it('say so where a tag comes with two values, of which the last is taken', async () => {
    const { id, key } = await makeKey({});
    const { headers } = await chat(key, { 'x-tollgate-tags': 'env=ci,project=zeus,env=prod,project=zeus' });
    expect(headers.get('x-tollgate-tags-ignored')).toBe('env');
    const { body } = await admin('GET', `/calls?key=${id}`);
    expect(body).toMatchObject({ data: [{ tags: { project: 'zeus', env: 'prod' } }] });
  });

  it('are told to a key as they bind a request of the same program and tags', async () => {
    const budgets = [{ budget_usd: '0.01', per: 'day' }];
    await admin('PUT', '/budgets/selectors/program', { match: { client: 'told/1' }, budgets });
    await admin('PUT', '/budgets/selectors/tagged', { match: { 'tag.told': 'yes' }, budgets });
    const { key } = await makeKey({});
    const saying = { 'user-agent': 'told/1', 'x-tollgate-tags': 'told=yes' };
    expect((await chat(key, saying)).status).toBe(200);
    for (const path of ['/v1/key', '/v1/keys']) {
      const [told, untold] = [await call('GET', path, key, undefined, saying), await call('GET', path, key)];
      const own = path === '/v1/key' ? told.body : told.body.data[0];
      expect(own.budgets).toMatchObject([
        { scope: 'selector:program', spent_usd: '0.01', remaining_usd: '0' },
        { scope: 'selector:tagged', spent_usd: '0.01', remaining_usd: '0' },
      ]);
      expect(JSON.stringify(untold.body)).toContain('"budgets":[]');
    }
    const wrong = await call('GET', '/v1/key', key, undefined, { 'x-tollgate-tags': 'told' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'x-tollgate-tags' } } });
  });

  it.each([
    ['/v1/chat/completions', HELLO],
    ['/v1/responses', { model: 'local/m', max_output_tokens: 16, input: 'hello' }],
    ['/v1/messages', HELLO],
    ['/v1beta/models/local/m:generateContent', { contents: [{ parts: [{ text: 'hello' }] }] }],
    ['/agents/llm-providers/local', { prompt: 'hello', max_tokens: 10 }],
  ])(
    'are told in headers of a call to %s that was let in, and that its provider fails',
    async (path, body) => {
      const limits = [
        { requests: 9, per: 'minute' },
        { tokens: 90_000, per: 'minute' },
      ];
      const bounded = { ...body, ...('contents' in body && { generationConfig: { maxOutputTokens: 10 } }) };
      for (const stream of path.startsWith('/v1beta') ? [false] : [false, true]) {
        const { key } = await makeKey({ limits, budgets: [{ budget_usd: '1', per: 'day' }] });
        upstream.next(answerJson(400, { error: { message: 'no', type: 'invalid_request_error' } }));
        const { status, headers } = await call('POST', path, key, { ...bounded, ...(stream && { stream }) });
        expect(status).toBe(400);
        expect(headers.get('x-ratelimit-limit-requests')).toBe('9');
        expect(headers.get('x-ratelimit-remaining-requests')).toBe('8');
        expect(headers.get('x-ratelimit-limit-tokens')).toBe('90000');
        expect(Number(headers.get('x-tollgate-budget-remaining-usd'))).toBeLessThan(1);
      }
    },
  );

  it('are told in reports, to administrators alone', async () => {
    const { id, key } = await makeKey({ name: 'reported', user: 'eve' });
    await chat(key);
    const usage = await admin('GET', `/usage?group_by=key,user&key=${id}`);
    expect(usage.body).toMatchObject({ data: [{ key: id, user: 'eve', requests: 1, cost_usd: '0.01' }] });
    const { body: page } = await admin('GET', `/calls?key=${id}`);
    expect((await admin('GET', `/calls/${page.data[0].id}`)).body).toEqual({
      ...page.data[0],
      captured: false,
    });
    expect((await admin('GET', '/calls/none')).status).toBe(404);
    expect((await admin('GET', '/drift')).body).toEqual({ data: [] });
    expect((await call('GET', '/admin/usage', key)).status).toBe(403);
    const own = await call('GET', '/usage', key);
    expect(own.body).toMatchObject({ data: [{ requests: 1 }] });
  });
});
