import { partOfPath } from '../console/src/api/part-of-path.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

describe('a name in an address of administrators', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY });
  });
  afterAll(() => gateway.close());

  async function ask(method: string, path: string, body?: object): Promise<[number, unknown]> {
    const answer = await fetch(`${gateway.url}/admin/${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    return [answer.status, text === '' ? null : JSON.parse(text)];
  }

  describe.each(['teams', 'users', 'budgets/selectors'])('%s', (kind) => {
    it.each(['..', '.', '.%2e', '%2E%2e', '%252e', '...', '%2e%2e%2e', 'a/b', '100 %', 'red'])(
      '%j is reached, changed and deleted as what it is called',
      async (name) => {
        const path = `${kind}/${partOfPath(name)}`;
        const match = kind === 'budgets/selectors' ? { match: { 'tag.project': 'apollo' } } : {};
        expect(await ask('PUT', path, { ...match, budgets: [] })).toEqual([
          200,
          expect.objectContaining({ name }),
        ]);
        expect(await ask('GET', path)).toEqual([200, expect.objectContaining({ name })]);
        const [, all] = await ask('GET', kind);
        expect((all as { data: readonly { name: string }[] }).data.map((each) => each.name)).toContain(name);
        expect(await ask('DELETE', path)).toEqual([204, null]);
      },
    );

    it('is as long as two hundred characters, however these are written, and leads to the next page', async () => {
      const match = kind === 'budgets/selectors' ? { match: { 'tag.project': 'apollo' } } : {};
      const names = ['🐤'.repeat(200), '🐥'.repeat(200), '🐦'];
      for (const name of names) expect((await ask('PUT', `${kind}/${partOfPath(name)}`, match))[0]).toBe(200);
      const told: string[] = [];
      for (let next: string | null = ''; next !== null;) {
        const [status, page] = await ask('GET', `${kind}?limit=1&after=${partOfPath(next)}`);
        expect(status).toBe(200);
        const { data, next: behind } = page as { data: { name: string }[]; next: string | null };
        told.push(...data.map(({ name }) => name));
        next = behind;
      }
      expect(told).toEqual(names);
      for (const name of names)
        expect(await ask('DELETE', `${kind}/${partOfPath(name)}`)).toEqual([204, null]);
      const [status, refused] = await ask('PUT', `${kind}/${partOfPath('🐤'.repeat(201))}`, match);
      expect([status, refused]).toMatchObject([400, { error: { param: 'name' } }]);
    });
  });

  it('is found by reports and lists of keys, too', async () => {
    const name = encodeURIComponent('🐤'.repeat(200));
    for (const path of [
      'usage?user=',
      'usage?team=',
      'keys?user=',
      'keys?team=',
      'calls?user=',
      'sessions?team=',
    ])
      expect([path, (await ask('GET', path + name))[0]]).toEqual([path, 200]);
    expect((await ask('GET', `keys?team=${name}a`))[0]).toBe(400);
  });
});
