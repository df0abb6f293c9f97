import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askingGateway } from './support/asking-gateway.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const FILE = 'keys: { moved: { key_variable: CI_KEY, allowed: { models: ["sandbox/*"] } } }';

describe('a key of the file that is spelled as one of the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  const texts = { ADMIN_API_KEY: ADMIN_KEY, TOLLGATE_DATA: folder };
  let gateway: RunningGateway;
  const { admin, call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  afterEach(() => gateway.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  it('goes before it: what that was spelled like since opens nothing, and lists have one of them', async () => {
    gateway = await startGateway(texts);
    const { id, key } = await makeKey({ name: 'moved', team: 'red' });
    const rotated = await admin('POST', `/keys/${id}/rotate`, { overlap_s: 3_600 });
    const { key: since } = rotated.body as { key: string };
    expect((await call('GET', '/v1/key', since)).status).toBe(200);
    await gateway.close();

    gateway = await startGateway({ ...texts, CI_KEY: key }, FILE);
    const own = await call('GET', '/v1/key', key);
    expect(own.body).toMatchObject({ id, team: null, allowed: { models: ['sandbox/*'] } });
    expect((await call('GET', '/v1/key', since)).status).toBe(401);
    const other = await makeKey({ name: 'other' });
    const ids = [id, other.id].toSorted();
    for (const query of ['', '?limit=2'])
      expect((await admin('GET', `/keys${query}`)).body).toMatchObject({
        data: ids.map((each) => ({ id: each, source: each === id ? 'file' : 'store' })),
        next: null,
      });
    expect((await admin('GET', '/keys?team=red')).body).toMatchObject({ data: [] });
  });

  it('leaves it as it was once it is taken out of the file', async () => {
    gateway = await startGateway(texts);
    expect((await admin('GET', '/keys?team=red')).body).toMatchObject({ data: [{ name: 'moved' }] });
  });
});
