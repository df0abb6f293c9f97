import { askingGateway } from './support/asking-gateway.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const FILE_KEY = 'key-of-the-file-0123456789';
const GATEWAY_KEY = 'key-of-the-gateway-0123456789';
const HELLO = { messages: [{ role: 'user', content: 'hello' }] };

describe('what everything says of what may be asked for', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway(
      {
        ADMIN_API_KEY: ADMIN_KEY,
        GATEWAY_API_KEYS: GATEWAY_KEY,
        CI_KEY: FILE_KEY,
        OPENAI_API_KEY: 'sk-canary-0123456789',
        OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
      },
      `keys: { of the file: { key_variable: CI_KEY, team: blue } }
routes: [{ id: steady, targets: [{ provider: sandbox, model: sim/json }] }]
budgets:
  everything: { allowed: { models: [sandbox/*] } }
  selectors:
    blue: { match: { team: blue }, limits: [{ requests: 1, per: day }] }
`,
    );
  });
  afterAll(() => gateway.close());
  afterEach(() => admin('DELETE', '/budgets/everything'));

  const { call, admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const ask = async (key: string, model: string) =>
    (await call('POST', '/v1/chat/completions', key, { model, ...HELLO })).status;
  const listed = async (key: string) => {
    const { data } = (await call('GET', '/v1/models', key)).body as { data: { id: string }[] };
    return data.map(({ id }) => id);
  };

  it('holds for every key, those of GATEWAY_API_KEYS too, by the file and by administrators', async () => {
    const { key } = await makeKey();
    for (const each of [key, GATEWAY_KEY]) {
      expect([await ask(each, 'sandbox/sim/echo'), await ask(each, 'openai/gpt-4o')]).toEqual([200, 403]);
      await admin('PUT', '/budgets/everything', { allowed: { models: ['*/sim/json'] } });
      expect([await ask(each, 'sandbox/sim/echo'), await ask(each, 'sandbox/sim/json')]).toEqual([403, 200]);
      await admin('DELETE', '/budgets/everything');
    }
  });

  it('is told to each key', async () => {
    const allowed = { routes: ['steady'] };
    await admin('PUT', '/budgets/everything', { allowed });
    const { key } = await makeKey();
    const said = [
      { scope: 'everything', allowed },
      { scope: 'everything', allowed: { models: ['sandbox/*'] } },
    ];
    for (const each of [key, GATEWAY_KEY])
      expect((await call('GET', '/v1/key', each)).body).toMatchObject({ allowed_by: said });
    expect((await admin('GET', '/budgets/everything')).body).toMatchObject({
      allowed,
      declared: { allowed: { models: ['sandbox/*'] } },
    });
  });

  it('narrows the lists of models of keys that live as long as the process, at once', async () => {
    for (const key of [FILE_KEY, GATEWAY_KEY]) {
      expect(await listed(key)).toContain('sandbox/sim/echo');
      await admin('PUT', '/budgets/everything', { allowed: { models: ['sandbox/sim/json'] } });
      expect(await listed(key)).toEqual(['sandbox/sim/json', 'steady']);
      await admin('DELETE', '/budgets/everything');
      expect(await listed(key)).toContain('sandbox/sim/echo');
    }
  });

  it('does not bind administrators, who say it', async () => {
    expect(await ask(ADMIN_KEY, 'openai/gpt-4o')).not.toBe(403);
  });

  it('stands beside selectors of the file, which may have limits and no budgets', async () => {
    const blue = { name: 'blue', budgets: [], limits: [{ requests: 1, per: 'day' }], source: 'file' };
    expect((await admin('GET', '/budgets/selectors/blue')).body).toMatchObject(blue);
    expect([await ask(FILE_KEY, 'sandbox/sim/echo'), await ask(FILE_KEY, 'sandbox/sim/echo')]).toEqual([
      200, 429,
    ]);
  });
});

describe('the same of a gateway that asks for no key', () => {
  let open: RunningGateway;
  beforeAll(async () => {
    open = await startGateway(
      {},
      `routes: [{ id: steady, targets: [{ provider: sandbox, model: sim/echo }] }]
budgets: { everything: { allowed: { providers: [sandbox], models: [sandbox/sim/json] } } }
`,
    );
  });
  afterAll(() => open.close());

  const { call } = askingGateway(() => open, '');

  it('holds for everybody', async () => {
    const ask = async (path: string, body: object) => (await call('POST', path, '', body)).status;
    const chat = (model: string) => ask('/v1/chat/completions', { model, ...HELLO });
    expect([await chat('sandbox/sim/echo'), await chat('sandbox/sim/json')]).toEqual([403, 200]);
    const agent = { model: 'sim/echo', prompt: 'hello' };
    expect(await ask('/agents/llm-providers/sandbox', agent)).toBe(403);
  });

  it('narrows every list of models and providers', async () => {
    const told = async (path: string, headers: object = {}) =>
      (await call('GET', path, '', undefined, headers)).body as Record<string, { id: string }[]>;
    expect((await told('/v1/models'))['data']).toMatchObject([{ id: 'sandbox/sim/json' }]);
    const anthropics = await told('/v1/models', { 'anthropic-version': '2023-06-01' });
    expect(anthropics['data']).toMatchObject([{ id: 'sandbox/sim/json' }]);
    expect((await told('/v1beta/models'))['models']).toMatchObject([{ name: 'models/sandbox/sim/json' }]);
    expect((await told('/agents/llm-providers/sandbox/models'))['models']).toMatchObject([
      { id: 'sim/json' },
    ]);
    expect((await told('/agents/llm-providers'))['providers']).toMatchObject([{ id: 'sandbox' }]);
    const { status } = await call('GET', '/v1/models/sandbox/sim/echo', '');
    expect(status).toBe(404);
  });
});
