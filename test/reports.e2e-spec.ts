import { beginAtNoon } from './support/fixed-date.js';
import { breachesOfAnswer } from './support/written-document.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const HELLO = { model: 'sandbox/sim/echo', messages: [{ role: 'user', content: 'hello' }] };

interface Key {
  readonly id: string;
  readonly key: string;
}

describe('reports', () => {
  beginAtNoon();
  let gateway: RunningGateway;
  let own: Key;
  let other: Key;
  beforeAll(async () => {
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY });
    [own, other] = [await makeKey('own'), await makeKey('other')];
    for (const { key } of [own, other]) await send('POST', '/v1/chat/completions', key, HELLO);
  });
  afterAll(() => gateway.close());

  const send = (method: string, path: string, key: string, body?: object): Promise<Response> =>
    fetch(gateway.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        'x-tollgate-session': 's',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const makeKey = async (name: string) =>
    (await (
      await send('POST', '/admin/keys', ADMIN_KEY, { name, metadata: { note: '=1+1' } })
    ).json()) as Key;
  const csvOf = async (path: string) => {
    const answer = await send('GET', path, path.startsWith('/admin') ? ADMIN_KEY : own.key);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return (await answer.text()).split('\r\n');
  };

  it.each(['/usage', '/sessions', '/first-tokens', '/calls/recent'])(
    'of one’s own refuse to be of another key, and may be asked for their own: %s',
    async (path) => {
      const refused = await send('GET', `${path}?key=${other.id}`, own.key);
      expect([refused.status, await refused.json()]).toMatchObject([
        400,
        { message: expect.stringContaining(own.id) as string, error: { param: 'key' } },
      ]);
      const [named, unnamed] = [
        await send('GET', `${path}?key=${own.id}`, own.key),
        await send('GET', path, own.key),
      ];
      expect([named.status, await named.json()]).toEqual([200, await unnamed.json()]);
    },
  );

  it.each([
    '/admin/calls',
    '/admin/sessions',
    '/calls/recent',
    '/admin/usage',
    '/admin/audit',
    '/admin/drift',
  ])('have the same columns in CSV with rows as without any: %s', async (path) => {
    const [all, none] = path.endsWith('audit') ? ['', '&after=1'] : ['', '&from=2000-01-01&to=2000-01-02'];
    const grouped = path.endsWith('usage') ? '&group_by=model&limit=5' : '';
    const [columns, ...rows] = await csvOf(`${path}?format=csv${grouped}${all}`);
    expect(columns).toMatch(/^\w+(,\w+)+$/);
    if (!path.endsWith('drift')) expect(rows.length).toBeGreaterThan(1);
    expect(await csvOf(`${path}?format=csv${grouped}${none}`)).toEqual([columns, '']);
  });

  it.each<[string, string, string]>([
    ['/admin/calls?outcome=refuse', 'outcome', 'ok, partial, cancelled, refused'],
    ['/admin/usage?surface=google', 'surface', 'agents, openai, anthropic, gemini'],
  ])('refuse a value that no call can have: %s', async (path, param, known) => {
    const refused = await send('GET', path, ADMIN_KEY);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { message: expect.stringContaining(known) as string, error: { param } },
    ]);
  });

  it.each([
    ['/admin/usage', '2026-12-02', '2026-12-01'],
    ['/admin/calls', '2026-12-01', '2026-12-01T00:00:00Z'],
    ['/usage', '2026-12-02', '2026-12-01'],
  ])('refuse a time that ends before it has begun: %s', async (path, from, to) => {
    const key = path.startsWith('/admin') ? ADMIN_KEY : own.key;
    const refused = await send('GET', `${path}?from=${from}&to=${to}`, key);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { message: expect.stringContaining('to has to be later than from') as string, error: { param: 'to' } },
    ]);
  });

  it('are of the calls of one program, or one API', async () => {
    const countOf = async (query: string) => {
      const answer = await send('GET', `/admin/usage?key=${own.id}&${query}`, ADMIN_KEY);
      const { data } = (await answer.json()) as { data: { requests: number }[] };
      return data[0]!.requests;
    };
    expect(await countOf('client=node&surface=openai')).toBeGreaterThan(0);
    expect([await countOf('client=curl'), await countOf('surface=gemini')]).toEqual([0, 0]);
  });

  it('tell the audit as a table and as lines of JSON, page by page', async () => {
    const [columns, first] = await csvOf('/admin/audit?format=csv&limit=1');
    expect(columns).toBe('id,at,actor,address,action,target,before,after,hash');
    expect(first).toContain(`,key.create,key:${other.id},,"{""id"":""${other.id}""`);
    const lines = await send('GET', '/admin/audit?format=jsonl&limit=1', ADMIN_KEY);
    expect([lines.headers.get('content-type'), lines.headers.get('x-next-after')]).toEqual([
      'application/x-ndjson; charset=utf-8',
      '2',
    ]);
    expect(JSON.parse(await lines.text())).toMatchObject({ id: 2, after: { name: 'other' } });
    const json = await send('GET', '/admin/audit', ADMIN_KEY);
    expect(breachesOfAnswer('/admin/audit', (await json.json()) as object)).toEqual([]);
    const wrong = await send('GET', '/admin/audit?format=xml', ADMIN_KEY);
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { param: 'format' } }]);
  });
});

describe('reports of a gateway without a ledger', () => {
  it('have the columns of calls, be there one or none', async () => {
    const gateway = await startGateway();
    const columns = async () =>
      (await (await fetch(`${gateway.url}/calls/recent?format=csv`)).text()).split('\r\n');
    const [before, ...none] = await columns();
    await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(HELLO),
    });
    const [after, ...rows] = await columns();
    expect([none, rows.length, after]).toEqual([[''], 2, before]);
    expect(before).toContain('tokens_input');
    await gateway.close();
  });
});
