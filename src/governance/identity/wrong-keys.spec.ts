import { join } from 'node:path';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { migrate } from '../../storage/migrate.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { SqliteThread } from '../../storage/sqlite/sqlite-thread.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { Administration } from './administration.js';
import { Identity } from './identity.js';
import { newKey, newKeyId } from './key-format.js';

const folder = temporaryFolder();
const WRONG = 2_000;
const WIDTH = 100;

describe('wrong keys', () => {
  let store: SqliteStore;
  let identity: Identity;
  afterEach(async () => {
    identity.close();
    await store.close();
  });

  it('take the same way into the store, whether their id is known or not, and take it once', async () => {
    store = await SqliteStore.open(join(folder, 'wrong'));
    await migrate(store);
    const clock = new ManualClock();
    identity = new Identity(store, clock);
    await identity.open();
    const grant = {
      name: 'ci',
      user: null,
      team: null,
      tags: {},
      metadata: {},
      allowed: {},
      budgets: [],
      limits: [],
    };
    const administration = new Administration(store, identity, clock);
    const actor = { name: 'admin', address: 'local' };
    const { key } = await administration.createKey(actor, { ...grant, expiresAtMs: null, enabled: true });
    const keys = Array.from({ length: WRONG }, (_, at) => newKey(at % 2 === 0 ? key.id : newKeyId()));
    const run = jest.spyOn(SqliteThread.prototype, 'run');
    const ask = async () => {
      for (let from = 0; from < WRONG; from += WIDTH) {
        const some = keys.slice(from, from + WIDTH);
        const found = await Promise.all(some.flatMap((each) => [who(each), who(each)]));
        expect(found.every((caller) => caller === null)).toBe(true);
      }
    };
    const who = async (each: string) => {
      const known = identity.atOnce(each, each);
      return known === undefined ? identity.of(each, each) : known;
    };
    await ask();
    expect(run.mock.calls.length).toBe(WRONG);
    const ways = new Set(run.mock.calls.map(([statements]) => statements.map(({ sql }) => sql).join(';')));
    expect(ways.size).toBe(1);
    await ask();
    expect(run.mock.calls.length).toBe(WRONG);
    run.mockRestore();
  });
});
