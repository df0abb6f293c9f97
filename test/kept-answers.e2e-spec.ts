import { askingGateway } from './support/asking-gateway.js';
import { beginAtNoon } from './support/fixed-date.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

describe('an answer that is kept by its Idempotency-Key', () => {
  beginAtNoon();
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    gateway = await startGateway(
      { ADMIN_API_KEY: ADMIN_KEY },
      [
        'providers:',
        `  - { id: local, base_url: "${upstream.origin}/v1", default_model: m }`,
        `  - { id: spare, base_url: "${upstream.origin}/v1", default_model: m }`,
        `  - { id: keyless, base_url: "${upstream.origin}/v1", default_model: m, api_key_variable: NO_KEY }`,
        'routes:',
        '  - { id: steady, targets: [{ provider: local }] }',
        '  - { id: pair, targets: [{ provider: local }, { provider: spare }] }',
        '  - { id: lone, targets: [{ provider: local }, { provider: keyless }] }',
      ].join('\n'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const ask = (key: string, model: string, { once = 'once', ...more }: Record<string, unknown> = {}) =>
    call(
      'POST',
      '/v1/chat/completions',
      key,
      { model, messages: [{ role: 'user', content: 'hello' }], ...more },
      { 'idempotency-key': once },
    );

  it.each<[string, string, object, number]>([
    ['a model that its key may not ask for any more', 'local/m', { models: ['local/other'] }, 403],
    ['a model that it may ask for still', 'local/m', { models: ['local/*'] }, 200],
    ['a provider that it may not ask any more', 'local/m', { providers: ['sandbox'] }, 403],
    ['a route that it may take, though not its models alone', 'steady', { routes: ['steady'] }, 200],
    ['a route that it may not take any more', 'steady', { routes: ['other'] }, 403],
  ])('is given again as the same request would be let in: of %s', async (_, model, allowed, status) => {
    const { id, key } = await makeKey();
    expect((await ask(key, model)).status).toBe(200);
    await admin('PATCH', `/keys/${id}`, { allowed });
    const asked = upstream.requests.length;
    const again = await ask(key, model);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([
      status,
      status === 200 ? 'true' : null,
    ]);
    expect(upstream.requests.length).toBe(asked);
  });

  it.each<[string, string, object, Record<string, unknown>, number]>([
    ['another target of its route is forbidden by now', 'pair', { providers: ['local'] }, {}, 403],
    ['all targets of its route are allowed still', 'pair', { providers: ['local', 'spare'] }, {}, 200],
    ['a target that could not be asked is forbidden', 'lone', { providers: ['local'] }, {}, 200],
    [
      'a model that its body names besides is forbidden',
      'local/m',
      { models: ['m'] },
      { models: ['n'] },
      403,
    ],
    [
      'a model that its body names besides is, on its own route',
      'steady',
      { models: ['m'], routes: ['steady'] },
      { models: ['n'] },
      403,
    ],
  ])('is treated as a new request where %s', async (_, model, allowed, more, status) => {
    const { id, key } = await makeKey();
    expect((await ask(key, model, more)).status).toBe(200);
    await admin('PATCH', `/keys/${id}`, { allowed });
    const anew = await ask(key, model, { ...more, once: 'another' });
    expect([(await ask(key, model, more)).status, anew.status]).toEqual([status, status]);
  });

  it('tells which tags of the request that it answers now are not kept', async () => {
    const { key } = await makeKey({ tags: { project: 'apollo' } });
    const body = { model: 'local/m', messages: [{ role: 'user', content: 'hello' }] };
    const ignoredOf = async (tags: string) => {
      const sent = { 'idempotency-key': 'once', 'x-tollgate-tags': tags };
      const { headers } = await call('POST', '/v1/chat/completions', key, body, sent);
      return [headers.get('idempotent-replayed'), headers.get('x-tollgate-tags-ignored')];
    };
    expect(await ignoredOf('project=zeus')).toEqual([null, 'project']);
    expect(await ignoredOf('env=ci')).toEqual(['true', null]);
    expect(await ignoredOf('project=zeus,env=ci')).toEqual(['true', 'project']);
  });

  it.each<[string, object, number, string]>([
    [
      'what its key may not ask for any more',
      { allowed: { providers: ['sandbox'] } },
      403,
      'auth.not_allowed',
    ],
    ['a limit', { limits: [{ requests: 0, per: 'hour' }] }, 429, 'limit.exceeded'],
  ])('has a row as any other call where it is refused for %s', async (_, change, status, code) => {
    const { id, key } = await makeKey();
    expect((await ask(key, 'local/m')).status).toBe(200);
    await admin('PATCH', `/keys/${id}`, change);
    expect((await ask(key, 'local/m')).status).toBe(status);
    const { body } = await admin('GET', `/calls?key=${id}&outcome=refused`);
    expect(body).toMatchObject({
      data: [{ status, error_code: code, cost_usd: '0', model_asked: 'local/m', idempotent_replay: true }],
    });
  });

  it.each<[string, (id: string) => Promise<{ readonly status: number }>]>([
    ['switched off', (id) => admin('PATCH', `/keys/${id}`, { enabled: false })],
    ['past its time', (id) => admin('PATCH', `/keys/${id}`, { expires_at: '2020-01-01T00:00:00Z' })],
    ['deleted', (id) => admin('DELETE', `/keys/${id}`)],
  ])('is given to nobody once its key is %s', async (_, end) => {
    const { id, key } = await makeKey();
    expect((await ask(key, 'local/m')).status).toBe(200);
    expect((await end(id)).status).toBeLessThan(300);
    expect((await ask(key, 'local/m')).status).toBe(401);
  });
});
