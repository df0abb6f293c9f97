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
  });
});
