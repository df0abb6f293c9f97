import { beginAtNoon } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

type Told = Readonly<Record<string, unknown>>;

const SPENDING = {
  budgets: [
    { budget_usd: 1e-7, per: 'day' },
    { budget_usd: '5.00', per: 'total', on_exhaust: 'refuse' },
  ],
  limits: [{ requests: 60, per: 'minute', model: 'openai/*' }, { concurrent: 4 }],
};
const ALLOWED = { providers: ['openai'], models: ['openai/gpt-*'], routes: ['steady'] };

describe('what is told of what administrators set', () => {
  beginAtNoon();
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => pair.close());

  const admin = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${pair.gateway.url}/admin${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Told };
  };

  it.each<[string, object]>([
    ['/teams/red', { ...SPENDING, allowed: ALLOWED }],
    ['/teams/%252e', {}],
    ['/users/ann', { ...SPENDING, allowed: null }],
    ['/budgets/everything', { ...SPENDING, allowed: ALLOWED }],
    ['/budgets/selectors/apollo', { ...SPENDING, match: { 'tag.project': 'apollo', client: 'x' } }],
    ['/defaults', { key: { ...SPENDING, allowed: ALLOWED }, team: SPENDING }],
  ])('may be sent back as it was told, and is the same then: %s', async (path, body) => {
    expect((await admin('PUT', path, body)).status).toBe(200);
    const told = (await admin('GET', path)).body;
    expect(await admin('PUT', path, told)).toMatchObject({ status: 200 });
    expect((await admin('GET', path)).body).toEqual(told);
  });

  it('may be sent back of a key, and is the same then', async () => {
    const made = await admin('POST', '/keys', {
      name: 'ci',
      user: 'ann',
      team: 'red',
      tags: { project: 'apollo' },
      metadata: { cost: 1e-7, isOurs: true },
      allowed: ALLOWED,
      expires_at: '9999-12-31T23:59:59Z',
      capture: 'errors',
      ...SPENDING,
    });
    expect(made.status).toBe(201);
    const path = `/keys/${String(made.body['id'])}`;
    const told = (await admin('GET', path)).body;
    expect(await admin('PATCH', path, told)).toMatchObject({ status: 200 });
    const { updated_at: changed, ...same } = (await admin('GET', path)).body;
    expect({ ...same, updated_at: told['updated_at'] }).toEqual(told);
    expect(changed).toMatch(/Z$/);
    const like = { name: 'another', budgets: told['budgets'] };
    expect(await admin('POST', '/keys', like)).toMatchObject({ status: 201 });
    expect(await admin('PATCH', path, { id: 'zzzzzzzz' })).toMatchObject({
      status: 400,
      body: { error: { param: 'id' } },
    });
  });

  it.each([
    ['another name than that of its address', '/teams/red', { name: 'blue' }, 'name'],
    ['a name where there is one of its kind', '/budgets/everything', { name: 'blue' }, 'name'],
    [
      'what a selector cannot say',
      '/budgets/selectors/a',
      { match: { user: 'a' }, allowed: null },
      'allowed',
    ],
  ])('is refused with %s', async (_, path, body, param) => {
    expect(await admin('PUT', path, body)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('has no time that could not be sent back', async () => {
    const late = { name: 'late', expires_at: '9999-12-31T23:59:59-01:00' };
    expect(await admin('POST', '/keys', late)).toMatchObject({
      status: 400,
      body: { error: { param: 'expires_at' } },
    });
  });
});
