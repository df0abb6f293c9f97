import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../src/storage/migrate.js';
import { SqliteStore } from '../src/storage/sqlite/sqlite-store.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const DAY = 20_786n;
const HEADERS = { authorization: 'Bearer admin-key-0123456789abcdef' };

interface Answer {
  readonly data?: readonly { readonly requests: number }[];
  readonly message?: string;
}

describe('a report that would read too many calls one by one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bound-'));
  let gateway: RunningGateway;
  beforeAll(async () => {
    // sums of a day as they are left by many calls, each of its own session
    const store = await SqliteStore.open(folder);
    await migrate(store);
    await store.db
      .insertInto('rolled_days')
      .values({ day: DAY, marked_at: 0, is_done: 4, has_audio: 1 })
      .execute();
    for (const [kind, hour, requests] of [
      ['hour:surface', DAY * 24n + 9n, 700_000n],
      ['hour:surface', DAY * 24n + 10n, 600_000n],
      ['day', null, 1_300_000n],
    ] as const)
      await sql`insert into usage_days (day, kind, hour, requests) values (${DAY}, ${kind}, ${hour}, ${requests})`.execute(
        store.db,
      );
    await store.close();
    gateway = await startGateway({ ADMIN_API_KEY: 'admin-key-0123456789abcdef', TOLLGATE_DATA: folder });
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const usage = async (query: string) => {
    const response = await fetch(`${gateway.url}/admin/usage?${query}`, { headers: HEADERS });
    return { status: response.status, body: (await response.json()) as Answer };
  };

  it('is refused with 400 and the time that is short enough, which is answered', async () => {
    const { status, body } = await usage('group_by=hour,session');
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code: 'request.invalid', param: 'group_by' } });
    const [, from] = /such as from=([^,]+),/.exec(body.message ?? '') ?? [];
    expect(from).toBe('2026-11-29T10:00:00Z');
    expect(await usage(`group_by=hour,session&from=${from}`)).toMatchObject({
      status: 200,
      body: { data: [] },
    });
    expect(await usage('group_by=tag.project,session&limit=5')).toMatchObject({ status: 400 });
  });

  it('is answered by names that sums tell', async () => {
    const { status, body } = await usage('group_by=hour');
    expect([status, body.data?.map(({ requests }) => requests)]).toEqual([200, [700_000, 600_000]]);
  });
});
